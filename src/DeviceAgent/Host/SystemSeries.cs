using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// Series that come up when there is first something to say: a report does not name what this device does not have. All calls under the
/// aggregator's lock.
/// </summary>
internal sealed class SystemSeries(MetricAggregator aggregator)
{
    /// <summary>Leaves room among the agent's own keys (<see cref="MetricAggregator.MaxProgramKeys"/>); a host with hundreds of disks is cut.</summary>
    public const int MaxKeys = 256;

    private readonly Dictionary<string, MetricSeries?> _series = new(StringComparer.Ordinal);

    /// <summary>A level as it is now. It says nothing of an interval in which it is not observed.</summary>
    public void Set(string key, string unit, double value, long at) =>
        Find(key, unit, MetricKind.Gauge, static () => new GaugeSeries { IsBuiltIn = true, CarriesOver = false })?.TrySet(value, at);

    /// <summary>An average over the time since the sample before.</summary>
    public void Average(string key, string unit, double value, double weight) =>
        Find(key, unit, MetricKind.Gauge, static () => new PeriodSeries { IsBuiltIn = true })?.Add(value, weight);

    /// <summary>A level of which only the last says anything.</summary>
    public void SetLast(string key, string unit, double value) =>
        Find(key, unit, MetricKind.Gauge, static () => new LastSeries { IsBuiltIn = true })?.Set(value);

    public void Count(string key, string unit, double value) =>
        Find(key, unit, MetricKind.Counter, static () => new CounterSeries { IsBuiltIn = true })?.TryAdd(value);

    /// <summary>Null when there is no room, the key is none, or a program was first to use it.</summary>
    private TSeries? Find<TSeries>(string key, string unit, MetricKind kind, Func<TSeries> create)
        where TSeries : MetricSeries
    {
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count == MaxKeys)
            {
                return null;
            }

            var created = create();
            series = KeyTable.IsValidKey(key) && aggregator.TryAddBuiltIn(key, kind, unit, created) ? created : null;
            _series.Add(key, series);
        }

        return series as TSeries;
    }
}
