namespace Fleet.DeviceAgent.Crashes;

/// <summary>One crash on this device, as far as crash-free hours need it.</summary>
/// <param name="Number">From 1, without gaps, over all boots.</param>
/// <param name="BootId">The boot that it happened in.</param>
/// <param name="UptimeMs">Milliseconds since that boot.</param>
internal readonly record struct CrashMark(long Number, Guid BootId, long UptimeMs);
