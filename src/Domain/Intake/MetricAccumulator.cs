using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Intake;

/// <summary>What an open hour knows of a metric. Stored as JSON by field name.</summary>
public sealed class MetricAccumulator
{
    /// <summary>Positions in a bucket that its samples are spread over.</summary>
    private const int SpreadOver = 16;

    /// <summary>Gauge: its last value. Counter, distribution: the sum.</summary>
    public double Value { get; set; }

    /// <summary>Gauge: time of the last value.</summary>
    public long TimeMs { get; set; }

    public double? Min { get; set; }

    public double? Max { get; set; }

    /// <summary>Gauge: values times the milliseconds for which they stood.</summary>
    public double Weighted { get; set; }

    /// <summary>Gauge: those milliseconds.</summary>
    public double WeightMs { get; set; }

    /// <summary>Gauge: sum of the readings, for when none stood for any time.</summary>
    public double Readings { get; set; }

    /// <summary>Gauge: readings. Distribution: samples.</summary>
    public long Count { get; set; }

    /// <summary>Distribution: encoded sketch.</summary>
    public byte[]? Sketch { get; set; }

    public void AddGauge(double value, long timeMs)
    {
        if (timeMs >= TimeMs)
        {
            (Value, TimeMs) = (value, timeMs);
        }

        Widen(value, value);
        Readings += value;
        Count++;
    }

    /// <summary>A value that stood until the next of its series.</summary>
    public void AddWeight(double value, long milliseconds)
    {
        Weighted += value * milliseconds;
        WeightMs += milliseconds;
    }

    public void AddCounter(double value) => Value += value;

    /// <summary>
    /// Samples of buckets, spread evenly over each: as exact as the buckets are, a sample being off by less than the width of its bucket. A
    /// bucket without a bound ends at the extreme, when that is known, else at its other bound.
    /// </summary>
    public void AddDistribution(IEnumerable<IntakeBucket> buckets, double sum, double? min, double? max)
    {
        var sketch = new QuantileSketch();
        if (Sketch is { } known)
        {
            sketch.MergeFrom(known, out _);
        }

        foreach (var bucket in buckets)
        {
            var lower = Bound(bucket.Lower, bucket.Upper, min, max);
            var upper = Bound(bucket.Upper, bucket.Lower, min, max);
            var positions = (int)Math.Min(bucket.Count, SpreadOver);
            for (var i = 0; i < positions; i++)
            {
                var share = (bucket.Count / positions) + (i < bucket.Count % positions ? 1 : 0);
                var value = lower + ((upper - lower) * (i + 0.5) / positions);
                if (sketch.TryAdd(value, share))
                {
                    Widen(Math.Min(min ?? value, value), Math.Max(max ?? value, value));
                }
            }
        }

        Count = sketch.Count;
        Value += sum;
        Sketch = sketch.ToArray();
    }

    /// <summary>What the report of the hour says; absent when there is nothing to say.</summary>
    public MetricValue ToValue(IntakeKind kind) => kind switch
    {
        IntakeKind.Counter => MetricValue.Scalar(Math.Min(Value, MetricLimits.MaxMagnitude)),
        IntakeKind.Gauge => MetricValue.Gauge(Value, Math.Clamp(WeightMs > 0 ? Weighted / WeightMs : Readings / Count, Min!.Value, Max!.Value), Min.Value, Max.Value),
        _ => Count == 0
            ? MetricValue.Absent
            : MetricValue.Distribution(Count, Math.Clamp(Value, -Count * MetricLimits.MaxMagnitude, Count * MetricLimits.MaxMagnitude), Min!.Value, Max!.Value, Sketch),
    };

    private void Widen(double min, double max)
    {
        Min = Math.Min(Min ?? min, min);
        Max = Math.Max(Max ?? max, max);
    }

    private static double Bound(double bound, double other, double? min, double? max)
    {
        var known = double.IsNegativeInfinity(bound) ? min ?? (other > 0 ? 0 : other)
            : double.IsPositiveInfinity(bound) ? max ?? other
            : bound;
        var within = Math.Min(Math.Max(known, min ?? known), max ?? known);
        return double.IsFinite(within) ? within : 0;
    }
}
