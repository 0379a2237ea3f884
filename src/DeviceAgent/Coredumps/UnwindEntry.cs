namespace Fleet.DeviceAgent.Coredumps;

/// <summary>An entry of an <c>.eh_frame</c>, as it is in the memory of the process.</summary>
/// <param name="Address">Where it is: what it says of places is relative to that.</param>
/// <param name="Common">Address of its common entry (CIE); 0 for a common entry itself.</param>
/// <param name="Bytes">From its length on.</param>
internal sealed record UnwindEntry(ulong Address, ulong Common, byte[] Bytes);
