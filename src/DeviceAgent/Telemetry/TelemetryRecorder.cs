using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Requests;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Telemetry;

/// <summary>Keeps the ring going, and hands out what was asked for.</summary>
internal sealed class TelemetryRecorder(TelemetryOptions options, TelemetryRing ring, SystemMetrics system, Outbox outbox, DeviceClock clock) : IRequestHandler
{
    public RequestKind Kind => RequestKind.Telemetry;

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

        var blocks = ring.Read(StepAt(request.FromMs), StepAt(end) + 1, step => clock.WallMs - clock.UptimeMs + (step * StepMs), request.Id);
        foreach (var block in blocks)
        {
            outbox.Put(EntryType.Telemetry, EntryPriority.Telemetry, block.Encode());
        }

        return blocks.Count > 0
            ? new RequestAnswer(request.Id, RequestOutcome.Done, $"{blocks.Sum(block => block.Series.Sum(series => series.Values.Count))} values")
            : new RequestAnswer(request.Id, RequestOutcome.NothingHeld, $"the last {options.Length} are held");
    }

    private long StepAt(long wallMs) => (wallMs - clock.WallMs + clock.UptimeMs) / StepMs;
}
