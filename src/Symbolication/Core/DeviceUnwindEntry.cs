namespace Fleet.Symbolication.Core;

/// <summary>An entry of an <c>.eh_frame</c>, as it was in the memory of the process.</summary>
/// <param name="Address">Where it was: what it says of places is relative to that.</param>
/// <param name="CieAddress">Address of its common entry; 0 for a common entry itself.</param>
/// <param name="Bytes">From its length on.</param>
public readonly record struct DeviceUnwindEntry(ulong Address, ulong CieAddress, ReadOnlyMemory<byte> Bytes);
