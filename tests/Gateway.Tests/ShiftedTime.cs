namespace Fleet.Gateway.Tests;

/// <summary>The system's time, or later.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
