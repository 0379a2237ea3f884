namespace Fleet.DeviceAgent.Native;

/// <summary>The two clocks that every entry carries.</summary>
internal sealed class DeviceClock(TimeProvider time)
{
    public TimeProvider Time => time;

    /// <summary>Wall clock as the device believes it, milliseconds since 1970 UTC.</summary>
    public long WallMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Milliseconds since boot.</summary>
    public long UptimeMs => (long)time.GetElapsedTime(0).TotalMilliseconds;
}
