using System.Threading.Channels;

namespace Fleet.Grains.Tests;

public sealed class WorkLoopTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>So that a lost wake-up fails a test and does not hang it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SignallingTime _time = new();
    private readonly Channel<TaskCompletionSource<bool>> _rounds = Channel.CreateUnbounded<TaskCompletionSource<bool>>();
    private readonly List<Exception> _failures = [];
    private int _running;

    [Fact]
    public async Task A_round_starts_at_once_and_the_next_only_after_the_pause()
    {
        await using var loop = Loop();
        loop.Wake();
        var first = await NextRoundAsync();
        loop.Wake();
        loop.Wake();
        Assert.False(_rounds.Reader.TryRead(out _));
        first.SetResult(false);
        Assert.Equal(Pause, await _time.Waits.ReadAsync().AsTask().WaitAsync(Patience));
        _time.Advance(Pause - TimeSpan.FromMilliseconds(1));
        Assert.False(_rounds.Reader.TryRead(out _));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await NextRoundAsync()).SetResult(false);
    }

    [Fact]
    public async Task A_wake_up_during_a_round_that_leaves_nothing_is_not_lost()
    {
        await using var loop = Loop();
        loop.Wake();
        var first = await NextRoundAsync();
        loop.Wake();
        first.SetResult(false);
        await PassPauseAsync();
        (await NextRoundAsync()).SetResult(false);
    }

    [Fact]
    public async Task Many_wake_ups_during_a_round_make_one_more()
    {
        await using var loop = Loop();
        loop.Wake();
        var first = await NextRoundAsync();
        loop.Wake();
        loop.Wake();
        first.SetResult(false);
        await PassPauseAsync();
        (await NextRoundAsync()).SetResult(false);
        await PassPauseAsync();
        Assert.False(_rounds.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_round_that_leaves_more_is_followed_by_another_unasked()
    {
        await using var loop = Loop();
        loop.Wake();
        (await NextRoundAsync()).SetResult(true);
        await PassPauseAsync();
        (await NextRoundAsync()).SetResult(false);
        await PassPauseAsync();
        Assert.False(_rounds.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_failed_round_is_told_and_the_next_wake_up_runs_another()
    {
        await using var loop = Loop();
        loop.Wake();
        var first = await NextRoundAsync();
        loop.Wake();
        first.SetException(new IOException("gone"));
        await PassPauseAsync();
        var second = await NextRoundAsync();
        Assert.Equal("gone", Assert.Single(_failures).Message);
        second.SetResult(false);
    }

    [Fact]
    public async Task Draining_waits_for_the_round_that_runs_and_goes_on_without_pauses_until_nothing_is_left()
    {
        await using var loop = Loop();
        loop.Wake();
        var running = await NextRoundAsync();
        var drained = loop.DrainAsync();
        Assert.False(_rounds.Reader.TryRead(out _));
        running.SetResult(false);
        (await NextRoundAsync()).SetResult(true);
        var last = await NextRoundAsync();
        Assert.False(drained.IsCompleted);
        last.SetResult(false);
        await drained;
    }

    [Fact]
    public async Task A_failure_while_draining_is_the_callers()
    {
        await using var loop = Loop();
        var drained = loop.DrainAsync();
        (await NextRoundAsync()).SetException(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => drained);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task Disposal_cuts_the_pause_off_and_survives_a_round_that_fails_for_it()
    {
        var pausing = Loop();
        pausing.Wake();
        (await NextRoundAsync()).SetResult(false);
        await _time.Waits.ReadAsync().AsTask().WaitAsync(Patience);
        await pausing.DisposeAsync();

        var busy = Loop();
        busy.Wake();
        var round = await NextRoundAsync();
        var disposed = busy.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        round.SetException(new IOException("the connection was closed"));
        await disposed;
        busy.Wake();
        Assert.False(_rounds.Reader.TryRead(out _));
    }

    private WorkLoop Loop() => new(RoundAsync, Pause, _time, _failures.Add);

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        Assert.Equal(1, Interlocked.Increment(ref _running));
        var round = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _rounds.Writer.TryWrite(round);
        try
        {
            return await round.Task;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private Task<TaskCompletionSource<bool>> NextRoundAsync() => _rounds.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private async Task PassPauseAsync()
    {
        await _time.Waits.ReadAsync().AsTask().WaitAsync(Patience);
        _time.Advance(Pause);
    }
}
