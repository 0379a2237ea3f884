using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Reports;

/// <summary>When intervals end, and when the system is looked at within them.</summary>
/// <param name="closed">After each interval, with a report or without: the server may have something to say.</param>
internal sealed class ReportLoop(Reporter reporter, SystemMetrics system, Func<TimeSpan> reportInterval, TimeSpan sampleInterval, TimeProvider time, Action closed)
{
    /// <summary>Closes intervals until stopped; the last one is the caller's.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // Devices that were switched on together must not report together for ever: the first interval is shorter by a random part.
        var start = time.GetTimestamp();
        var due = reportInterval() * (1 - (Random.Shared.NextDouble() / 2));
        var length = reportInterval();
        while (!stop.IsCancellationRequested)
        {
            if (reportInterval() != length)
            {
                length = reportInterval();
                due = length;
                start = time.GetTimestamp();
            }

            var left = due - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                start = time.GetTimestamp();
                due = length;
                reporter.Flush();
                closed();
                continue;
            }

            await Task.Delay(left < sampleInterval ? left : sampleInterval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested && left > sampleInterval)
            {
                system.Sample();
            }
        }
    }
}
