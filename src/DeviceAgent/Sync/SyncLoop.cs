using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Reports;

namespace Fleet.DeviceAgent.Sync;

/// <summary>
/// When to sync: at start, after each report, when the server asked, when a person asks. After a failure only the back-off decides, or a
/// person: reports keep until then.
/// </summary>
internal sealed class SyncLoop(
    SyncExchange exchange,
    BackOff backOff,
    Connectivity connectivity,
    Func<bool> writeHeld,
    TimeProvider time,
    AgentCounters counters,
    AgentLog log)
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource<SyncResult>> _waiters = [];
    private TaskCompletionSource _nudge = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasNews;

    /// <summary>There were news, or somebody asked. A sync that only comes after a failure, or since the server wants one, is no reason to wear the flash.</summary>
    private bool _mustFlush;

    public SyncResult? LastResult { get; private set; }

    public DateTimeOffset? LastAttempt { get; private set; }

    public DateTimeOffset? LastSuccess { get; private set; }

    /// <summary>Null while one is under way, or when only a report or a person begins the next.</summary>
    public DateTimeOffset? NextAttempt { get; private set; }

    /// <summary>Failures in a row.</summary>
    public int Failures => backOff.Failures;

    /// <summary>There is something to send.</summary>
    public void Announce() => Nudge(() => _hasNews = true);

    /// <summary>Syncs now, back-off or not, and says what came of it.</summary>
    public Task<SyncResult> RequestAsync()
    {
        var waiter = new TaskCompletionSource<SyncResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Nudge(() => _waiters.Add(waiter));
        return waiter.Task;
    }

    /// <param name="delay">Before the first exchange: devices that were switched on together do not all come at once.</param>
    /// <param name="stop">Ends the loop, and an exchange that is under way.</param>
    public async Task RunAsync(TimeSpan delay, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WaitAsync(delay, stop);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            delay = await SyncOnceAsync(stop);
        }
    }

    /// <summary>One exchange; returns how long to wait before the next one that nobody asks for.</summary>
    public async Task<TimeSpan> SyncOnceAsync(CancellationToken stop)
    {
        TaskCompletionSource<SyncResult>[] waiters;
        lock (_gate)
        {
            waiters = [.. _waiters];
            _waiters.Clear();
            _mustFlush |= _hasNews || waiters.Length > 0;
            _hasNews = false;
        }

        _mustFlush = _mustFlush && !exchange.TryFlushQueue();
        LastAttempt = time.GetUtcNow();
        var result = await RunExchangeAsync(stop);
        if (!result.Succeeded && stop.IsCancellationRequested)
        {
            // The agent ends or starts anew: that says nothing of the server, nor of the way to it.
            log.Info("sync", "ended before the server had answered");
            Array.ForEach(waiters, waiter => waiter.SetResult(result));
            return Timeout.InfiniteTimeSpan;
        }

        LastResult = result;
        connectivity.RecordSync(result.Succeeded);
        counters.Add(result.Succeeded ? AgentCounter.SyncSuccessful : AgentCounter.SyncFailure);
        TimeSpan delay;
        if (result.Succeeded)
        {
            if (backOff.Failures > 0 || LastSuccess is null)
            {
                log.Info("sync", $"connected; {result.Acknowledged} entries acknowledged");
            }

            LastSuccess = time.GetUtcNow();
            backOff.Succeeded();
            delay = result.ComeBack ?? Timeout.InfiniteTimeSpan;
        }
        else
        {
            delay = backOff.Failed(result.RetryAfter);
            log.Warn("sync", $"{result.Error}; next attempt in {delay.TotalSeconds:0.0} s");
        }

        foreach (var waiter in waiters)
        {
            waiter.SetResult(result);
        }

        return delay;
    }

    private async Task<SyncResult> RunExchangeAsync(CancellationToken stop)
    {
        try
        {
            var result = await exchange.RunAsync(stop);

            // What the disk had no room for finds some once the server has taken what was there.
            while (result.Succeeded && writeHeld())
            {
                var before = result;
                result = await exchange.RunAsync(stop);
                result = result with { Acknowledged = before.Acknowledged + result.Acknowledged, Rejected = before.Rejected + result.Rejected };
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            return new SyncResult("stopped", 0, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SyncResult($"the queue cannot be read or written: {e.Message}", 0, 0);
        }
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var timer = Task.Delay(delay, time, cancel.Token);
        NextAttempt = delay == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + delay;
        while (true)
        {
            Task nudge;
            lock (_gate)
            {
                if (_waiters.Count > 0 || (_hasNews && backOff.Failures == 0))
                {
                    break;
                }

                nudge = _nudge.Task;
            }

            if (await Task.WhenAny(timer, nudge) == timer)
            {
                break;
            }
        }

        NextAttempt = null;
        await cancel.CancelAsync();
    }

    private void Nudge(Action note)
    {
        lock (_gate)
        {
            note();
            _nudge.TrySetResult();
            _nudge = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
