using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Requests;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;

namespace Fleet.DeviceAgent.Telemetry;

/// <summary>Keeps the ring going, and hands out what was asked for, and what was around a crash.</summary>
internal sealed class TelemetryRecorder(
    TelemetryOptions options, TelemetryRing ring, SystemMetrics system, Outbox outbox, DeviceClock clock, AgentCounters counters) : IRequestHandler
{
    /// <summary>Of a crash; as far as the ring reaches.</summary>
    private const long BeforeCrashMs = 120_000;

    /// <summary>How the rest of the device took it. What crashes within it is told with the first.</summary>
    private const long AfterCrashMost = 30_000;

    /// <summary>Wall time of a crash whose surroundings are not told yet; 0 for none.</summary>
    private long _crashMs;

    public RequestKind Kind => RequestKind.Telemetry;

    /// <summary>A short ring still holds the crash itself then.</summary>
    private long AfterCrashMs => Math.Min(AfterCrashMost, (long)options.Length.TotalMilliseconds / 2);

    private long StepMs => (long)options.Step.TotalMilliseconds;

    /// <summary>Takes a step at a time until stopped. The system is looked at as often, since its metrics are none in between.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var last = clock.UptimeMs / StepMs;
        while (!stop.IsCancellationRequested)
        {
            var wait = ((last + 1) * StepMs) - clock.UptimeMs;
            if (wait > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait), clock.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var step = clock.UptimeMs / StepMs;
            if (!stop.IsCancellationRequested && step > last)
            {
                last = step;
                system.Sample();
                ring.Take(step);
                TellOfCrash();
            }
        }
    }

    /// <summary>Waits for what of the stretch is still to come, as far as the ring is long.</summary>
    public async Task<RequestAnswer> HandleAsync(DeviceRequest request, CancellationToken stop)
    {
        if (options.Metrics.Count == 0)
        {
            return new RequestAnswer(request.Id, RequestOutcome.NotAllowed, "telemetry.metrics names no metric");
        }

        var end = Math.Min(request.ToMs, Math.Min(request.ExpiresMs, clock.WallMs + (long)options.Length.TotalMilliseconds));
        if (end > clock.WallMs)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(end - clock.WallMs), clock.Time, stop);
        }

        var blocks = Put(request.FromMs, end, request.Id);
        return blocks.Count > 0
            ? new RequestAnswer(request.Id, RequestOutcome.Done, $"{blocks.Sum(block => block.Series.Sum(series => series.Values.Count))} values")
            : new RequestAnswer(request.Id, RequestOutcome.NothingHeld, $"the last {options.Length} are held");
    }

    /// <summary>Any thread may call.</summary>
    /// <param name="wallMs">When it crashed.</param>
    public void AroundCrash(long wallMs) => Interlocked.CompareExchange(ref _crashMs, wallMs, 0);

    private void TellOfCrash()
    {
        var crashMs = Interlocked.Read(ref _crashMs);

        // A clock that was set back since is no reason to wait for ever.
        if (crashMs == 0 || (clock.WallMs >= crashMs && clock.WallMs - crashMs < AfterCrashMs))
        {
            return;
        }

        Interlocked.Exchange(ref _crashMs, 0);
        try
        {
            Put(crashMs - BeforeCrashMs, crashMs + AfterCrashMs, requestId: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counters.Add(AgentCounter.QueueWriteFailures);
        }
    }

    private IReadOnlyList<TelemetryBlock> Put(long fromMs, long toMs, long requestId)
    {
        var blocks = ring.Read(StepAt(fromMs), StepAt(toMs) + 1, step => clock.WallMs - clock.UptimeMs + (step * StepMs), requestId);
        foreach (var block in blocks)
        {
            // The answer to a request makes its blocks durable; what is around a crash has none.
            outbox.Put(EntryType.Telemetry, EntryPriority.Telemetry, block.Encode(), requestId == 0 ? Urgency.AtOnce : Urgency.Paced);
        }

        return blocks;
    }

    private long StepAt(long wallMs) => (wallMs - clock.WallMs + clock.UptimeMs) / StepMs;
}
