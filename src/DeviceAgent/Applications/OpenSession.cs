namespace Fleet.DeviceAgent.Applications;

/// <summary>A named stretch that has begun.</summary>
/// <param name="StartedMs">Uptime, in milliseconds.</param>
internal sealed record OpenSession(string Name, long StartedMs);
