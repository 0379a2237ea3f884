namespace Fleet.DeviceAgent.Host;

/// <summary>Of one disk, since it came up.</summary>
internal readonly record struct DiskTotals(ulong SectorsRead, ulong SectorsWritten, ulong MillisecondsBusy);
