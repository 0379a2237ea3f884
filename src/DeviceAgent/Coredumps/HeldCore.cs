namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A core on the device.</summary>
internal sealed record HeldCore(Guid Id, long Bytes);
