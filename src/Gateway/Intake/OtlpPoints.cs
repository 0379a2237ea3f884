using System.Globalization;
using Fleet.Domain.Intake;
using Fleet.Gateway.Intake.Otlp;
using Google.Protobuf.Collections;
using Buckets = Fleet.Gateway.Intake.Otlp.ExponentialHistogramDataPoint.Types.Buckets;

namespace Fleet.Gateway.Intake;

/// <summary>The points of one metric of OpenTelemetry as readings of a device.</summary>
internal sealed class OtlpPoints(string scope, Metric metric, DeviceReadings device, RequestReadings readings)
{
    private const string Exponential = "exponential";

    private readonly string _unit = IntakeNames.Unit(metric.Unit);

    public void AddNumbers(RepeatedField<NumberDataPoint> points, IntakeKind kind, bool isCumulative)
    {
        foreach (var point in points.Where(p => OtlpReader.IsRecorded(p.Flags)))
        {
            Add(point.Attributes, kind, point.StartTimeUnixNano, point.TimeUnixNano, isCumulative, reading => reading with
            {
                Value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble,
            });
        }
    }

    public void AddHistograms(RepeatedField<HistogramDataPoint> points, bool isCumulative)
    {
        foreach (var point in points.Where(p => OtlpReader.IsRecorded(p.Flags)))
        {
            // Without bounds there is one bucket, or none and the count alone.
            IReadOnlyList<ulong> counts = point.BucketCounts.Count > 0 ? point.BucketCounts : [point.Count];
            var bounds = point.ExplicitBounds;
            if (counts.Count != bounds.Count + 1 || bounds.Zip(bounds.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            {
                readings.Tally.Reject(IntakeRules.BadBuckets);
                continue;
            }

            var buckets = counts.Select((count, i) => new IntakeBucket(
                i, i == 0 ? double.NegativeInfinity : bounds[i - 1], i == bounds.Count ? double.PositiveInfinity : bounds[i], Count(count))).ToList();
            var layout = IntakeNames.Series("", string.Join(' ', bounds.Select(b => b.ToString("R", CultureInfo.InvariantCulture))), new Dictionary<string, string>());
            Add(point.Attributes, IntakeKind.Distribution, point.StartTimeUnixNano, point.TimeUnixNano, isCumulative, reading => reading with
            {
                Layout = layout,
                Buckets = buckets,
                Sum = point.Sum,
                Min = isCumulative || !point.HasMin ? null : point.Min,
                Max = isCumulative || !point.HasMax ? null : point.Max,
            });
        }
    }

    public void AddExponentials(RepeatedField<ExponentialHistogramDataPoint> points, bool isCumulative)
    {
        foreach (var point in points.Where(p => OtlpReader.IsRecorded(p.Flags)))
        {
            var buckets = new List<IntakeBucket> { new(BucketIds.Zero, -point.ZeroThreshold, point.ZeroThreshold, Count(point.ZeroCount)) };
            if (!TryAdd(buckets, point.Positive, point.Scale, isNegative: false) || !TryAdd(buckets, point.Negative, point.Scale, isNegative: true))
            {
                readings.Tally.Reject(IntakeRules.BadBuckets);
                continue;
            }

            Add(point.Attributes, IntakeKind.Distribution, point.StartTimeUnixNano, point.TimeUnixNano, isCumulative, reading => reading with
            {
                Layout = Exponential,
                Scale = point.Scale,
                Buckets = buckets,
                Sum = point.Sum,
                Min = isCumulative || !point.HasMin ? null : point.Min,
                Max = isCumulative || !point.HasMax ? null : point.Max,
            });
        }
    }

    /// <summary>Bucket i of scale s holds what is above 2^(i / 2^s) and not above that of i + 1.</summary>
    private static bool TryAdd(List<IntakeBucket> buckets, Buckets? part, int scale, bool isNegative)
    {
        for (var i = 0; i < (part?.BucketCounts.Count ?? 0); i++)
        {
            if (part!.BucketCounts[i] == 0)
            {
                continue;
            }

            var index = (long)part.Offset + i;
            var (lower, upper) = (Math.Pow(2, Math.ScaleB(index, -scale)), Math.Pow(2, Math.ScaleB(index + 1, -scale)));
            if (Math.Abs(index) > BucketIds.MaxIndex || buckets.Count > IntakeLimits.MaxBuckets)
            {
                return false;
            }

            var id = BucketIds.Of((int)index, isNegative);
            buckets.Add(isNegative
                ? new IntakeBucket(id, -upper, -lower, Count(part.BucketCounts[i]))
                : new IntakeBucket(id, lower, upper, Count(part.BucketCounts[i])));
        }

        return true;
    }

    private void Add(
        RepeatedField<KeyValue> attributes, IntakeKind kind, ulong startNs, ulong timeNs, bool isCumulative, Func<IntakePoint, IntakePoint> fill)
    {
        var labels = OtlpReader.Labels(attributes);
        if (IntakeNames.Key(metric.Name, readings.Request.Tags, labels) is not { } key)
        {
            readings.Tally.Reject(IntakeTally.BadName);
            return;
        }

        device.Points.Add(fill(new IntakePoint
        {
            Series = IntakeNames.Series(scope, metric.Name, labels),
            Key = key,
            Kind = kind,
            Unit = _unit,
            TimeMs = OtlpReader.Milliseconds(timeNs),
            StartMs = OtlpReader.Milliseconds(startNs),
            IsCumulative = isCumulative,
        }));
    }

    /// <summary>What no counter can have become is refused as negative.</summary>
    private static long Count(ulong count) => count > long.MaxValue ? -1 : (long)count;
}
