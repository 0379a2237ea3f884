namespace Fleet.Domain.Traces;

/// <summary>A line of the device's log from before the failure.</summary>
/// <param name="TimeUs">Of the device's clock, microseconds since 1970 UTC.</param>
/// <param name="Level">0 is an emergency, 7 debugging, as in syslog.</param>
/// <param name="Source">Who wrote it.</param>
/// <param name="Text">At most <see cref="TraceLimits.MaxLogText"/> characters.</param>
public readonly record struct TraceLogLine(long TimeUs, int Level, string Source, string Text);
