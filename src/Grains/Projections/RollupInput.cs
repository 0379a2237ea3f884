using System.Runtime.InteropServices;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Projections;

/// <summary>What of a report's value counts in a rollup.</summary>
public static class RollupInput
{
    /// <summary>
    /// Adds one value of one device. A gauge counts with its time-weighted mean, and its extremes widen the bucket's; a distribution
    /// counts with all its samples; text and flags do not count. A value that the range does not hold is set apart.
    /// </summary>
    public static void Add(Dictionary<int, MetricRollup> metrics, int metricId, in MetricValue value, in ValidRange range, int shard, uint ordinal)
    {
        if (value.Shape is MetricShape.Text or MetricShape.Flag or MetricShape.Absent)
        {
            return;
        }

        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(metrics, metricId, out _);
        slot ??= new MetricRollup();
        var (least, greatest) = ValidRange.ExtremesOf(value);
        if (!range.Holds(least, greatest))
        {
            slot.SetAside(range, least, greatest);
            return;
        }

        if (value.Shape == MetricShape.Distribution)
        {
            if (!slot.TryAddDistribution(value.Count, value.Value, value.Min, value.Max, value.Sketch.Span, shard, ordinal, out var error))
            {
                throw new ArgumentException(error, nameof(value));
            }
        }
        else
        {
            slot.Add(value.Mean, value.Min, value.Max, shard, ordinal);
        }
    }
}
