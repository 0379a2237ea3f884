namespace Fleet.Grains.Tests;

/// <summary>The calendar is the test's, the stopwatch is real: silos wait and time out as ever.</summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private long _nowTicks = start.UtcTicks;

    public long NowMs
    {
        get => GetUtcNow().ToUnixTimeMilliseconds();
        set => Volatile.Write(ref _nowTicks, DateTimeOffset.FromUnixTimeMilliseconds(value).UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _nowTicks), TimeSpan.Zero);
}
