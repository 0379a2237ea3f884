using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>Samples all collectors. One that fails is logged once and does not stop the others.</summary>
internal sealed class SystemMetrics(MetricAggregator aggregator, IReadOnlyList<ISystemCollector> collectors, TimeProvider time, AgentLog log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _failing = [];

    public void Sample()
    {
        lock (_gate)
        {
            foreach (var collector in collectors)
            {
                try
                {
                    collector.Read();
                    using (aggregator.EnterScope())
                    {
                        collector.Record(time.GetTimestamp());
                    }

                    _failing.Remove(collector.Name);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
                {
                    if (_failing.Add(collector.Name))
                    {
                        log.Warn("system", $"{collector.Name}: {e.Message}");
                    }
                }
            }
        }
    }
}
