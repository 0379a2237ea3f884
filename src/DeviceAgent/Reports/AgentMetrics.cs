using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Reports;

/// <summary>What the agent reports of its own work and of the device's operation: its counters, connectivity, operational hours.</summary>
internal sealed class AgentMetrics
{
    private readonly MetricAggregator _aggregator;
    private readonly AgentCounters _counters;
    private readonly Connectivity _connectivity;
    private readonly OperationalTime _operational;
    private readonly OperationalFile _file;
    private readonly DeviceClock _clock;
    private readonly CounterSeries[] _series;
    private readonly long[] _reported = new long[AgentCounters.All.Count];
    private readonly CounterSeries _expected;
    private readonly CounterSeries _connected;
    private readonly CounterSeries _hours;

    public AgentMetrics(MetricAggregator aggregator, AgentCounters counters, Connectivity connectivity, OperationalTime operational, OperationalFile file, DeviceClock clock)
    {
        _aggregator = aggregator;
        _counters = counters;
        _connectivity = connectivity;
        _operational = operational;
        _file = file;
        _clock = clock;
        _series = [.. AgentCounters.All.Select(counter => Counter(AgentCounters.KeyOf(counter)))];
        _expected = Counter("connectivity_expected_ms", "ms");
        _connected = Counter("connectivity_connected_ms", "ms");
        _hours = Counter("operational_hours", "h");
    }

    /// <summary>Brings the series up to now; to be called as the last thing before the interval is closed.</summary>
    public void Update()
    {
        var (expected, connected) = _connectivity.Take();
        var state = _operational.Take(_clock.UptimeMs, out var hours);
        using (_aggregator.EnterScope())
        {
            foreach (var counter in AgentCounters.All)
            {
                var total = _counters[counter];
                if (total > 0 || counter is AgentCounter.SyncSuccessful or AgentCounter.SyncFailure)
                {
                    _series[(int)counter].TryAdd(total - _reported[(int)counter]);
                    _reported[(int)counter] = total;
                }
            }

            if (expected > TimeSpan.Zero)
            {
                _expected.TryAdd(Math.Round(expected.TotalMilliseconds));
                _connected.TryAdd(Math.Round(connected.TotalMilliseconds));
            }

            _hours.TryAdd(hours);
        }

        _file.Write(state);
    }

    private CounterSeries Counter(string key, string unit = "") =>
        _aggregator.AddBuiltIn(key, MetricKind.Counter, unit, new CounterSeries { IsBuiltIn = true });
}
