namespace Fleet.DeviceAgent.Native;

/// <summary>
/// System time whose timestamps count from boot and go on through suspend, so that one clock serves as stop-watch and as uptime. The
/// server rebuilds capture times from differences of uptime: those must not lose the hours that a device slept.
/// </summary>
internal sealed class BootTimeProvider : TimeProvider
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp() =>
        LibC.ClockGetTime(LibC.ClockBootTime, out var now) == 0
            ? (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds
            : throw new InvalidOperationException("clock_gettime(CLOCK_BOOTTIME) failed: Linux 2.6.39 or newer is needed");
}
