namespace Fleet.Grains.Traces;

/// <summary>A core came of which nothing was made yet.</summary>
/// <param name="Project">Whose.</param>
/// <param name="CrashId">Of its crash.</param>
/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC.</param>
public readonly record struct ObservedCore(string Project, Guid CrashId, long DeviceId, long CapturedAtMs);
