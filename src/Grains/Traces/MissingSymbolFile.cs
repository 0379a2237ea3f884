namespace Fleet.Grains.Traces;

/// <summary>A file that is missing, and what it would make better.</summary>
/// <param name="BuildId">Lower-case hexadecimal.</param>
/// <param name="Module">A name that a trace has for it; empty when none has.</param>
/// <param name="Devices">Whose traces lack it.</param>
/// <param name="Traces">That lack it.</param>
/// <param name="LastMs">When the newest of them was captured, milliseconds since 1970 UTC.</param>
public readonly record struct MissingSymbolFile(string BuildId, string Module, long Devices, long Traces, long LastMs);
