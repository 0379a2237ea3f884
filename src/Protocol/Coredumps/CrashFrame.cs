namespace Fleet.Protocol.Coredumps;

/// <summary>A place in code, as the device could find it without symbols.</summary>
/// <param name="BuildId">GNU build-id of the module, lower-case hexadecimal; empty when it has none or is not known.</param>
/// <param name="Module">File name of the module, without its folder; empty when the address is in none.</param>
/// <param name="Offset">Address less the module's load address; the address itself when it is in no module.</param>
public readonly record struct CrashFrame(string BuildId, string Module, ulong Offset);
