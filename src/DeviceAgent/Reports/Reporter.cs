using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Statsd;

namespace Fleet.DeviceAgent.Reports;

/// <summary>Closes the interval and puts it into the queue, durably.</summary>
internal sealed class Reporter(
    MetricAggregator aggregator,
    SystemMetrics system,
    AgentMetrics agent,
    StatsdListener? statsd,
    ReportWriter writer,
    EntryQueue queue,
    Func<bool> isMonitoring,
    AgentCounters counters,
    AgentLog log)
{
    private readonly Lock _gate = new();

    /// <summary>Ends the current interval now. True when a report was queued.</summary>
    public bool Flush()
    {
        // The timer and a person's request may come at once; each closes an interval of its own.
        lock (_gate)
        {
            statsd?.CountKernelDrops();
            system.Sample();
            agent.Update();
            var interval = aggregator.Close();
            if (!isMonitoring())
            {
                counters.Add(AgentCounter.ReportsNotWanted);
                return false;
            }

            try
            {
                foreach (var draft in writer.Write(interval))
                {
                    queue.Append(draft);
                }

                queue.Flush();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                counters.Add(AgentCounter.QueueWriteFailures);
                log.Error("report", $"the report could not be written to the queue: {e.Message}");
                return false;
            }
        }
    }
}
