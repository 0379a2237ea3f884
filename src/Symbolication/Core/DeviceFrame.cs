namespace Fleet.Symbolication.Core;

/// <summary>A frame as the device found it.</summary>
/// <param name="BuildId">Lower-case hexadecimal; empty when unknown.</param>
/// <param name="Module">Name of its file; empty when unknown.</param>
/// <param name="Offset">The address less where the file's first page is mapped.</param>
public readonly record struct DeviceFrame(ulong Address, string BuildId, string Module, ulong Offset);
