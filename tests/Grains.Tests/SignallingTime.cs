using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests;

/// <summary>A clock that a test turns, and that tells when someone began to wait for it: turned too early, nobody would see it.</summary>
internal sealed class SignallingTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public ChannelReader<TimeSpan> Waits => _timers.Reader;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }
}
