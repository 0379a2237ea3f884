using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Projections;

/// <summary>What reports add to the partial buckets of a shard.</summary>
internal sealed class HourlyRollups
{
    private readonly Dictionary<PartialKey, Dictionary<int, MetricRollup>> _hours = [];

    /// <summary>Hourly rollups so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a report. What was added before an error stays.</summary>
    /// <param name="hour">Whose report it is.</param>
    /// <param name="values">By metric, each once.</param>
    /// <param name="ranges">Valid ranges of metrics that have one.</param>
    /// <param name="shard">Of the device.</param>
    /// <param name="ordinal">Of the device, in the shard.</param>
    /// <exception cref="ArgumentException">A value is none.</exception>
    public void Add(PartialKey hour, IEnumerable<(int Metric, MetricValue Value)> values, IReadOnlyDictionary<int, ValidRange>? ranges, int shard, uint ordinal)
    {
        var metrics = _hours.GetValueOrDefault(hour) ?? [];
        var before = metrics.Count;
        foreach (var (metric, value) in values)
        {
            RollupInput.Add(metrics, metric, value, ranges?.GetValueOrDefault(metric) ?? ValidRange.Any, shard, ordinal);
        }

        Count += metrics.Count - before;
        if (metrics.Count > 0)
        {
            _hours[hour] = metrics;
        }
    }

    /// <summary>Hours, and the days they add up to.</summary>
    public Dictionary<PartialKey, Dictionary<int, MetricRollup>> HoursAndDays()
    {
        var all = new Dictionary<PartialKey, Dictionary<int, MetricRollup>>(_hours);
        foreach (var (key, metrics) in _hours)
        {
            var day = key with { Bucket = Bucket.Containing(Resolution.Day, key.Bucket.StartMs) };
            foreach (var (metric, rollup) in metrics)
            {
                RollupOf(all, day, metric).Merge(rollup);
            }
        }

        return all;
    }

    private static MetricRollup RollupOf(Dictionary<PartialKey, Dictionary<int, MetricRollup>> buckets, PartialKey key, int metric)
    {
        if (!buckets.TryGetValue(key, out var metrics))
        {
            metrics = [];
            buckets.Add(key, metrics);
        }

        if (!metrics.TryGetValue(metric, out var rollup))
        {
            rollup = new MetricRollup();
            metrics.Add(metric, rollup);
        }

        return rollup;
    }
}
