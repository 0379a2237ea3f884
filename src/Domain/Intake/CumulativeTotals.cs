using Fleet.Domain.Metrics;

namespace Fleet.Domain.Intake;

/// <summary>
/// What came between two readings of a total. A total begins anew when its start is another, when it is less than before, or when its buckets
/// are cut otherwise: then all of it came. Of one that is seen for the first time all of it came if it began within an hour before the reading;
/// else nobody knows when, and it is only where the next counts from.
/// </summary>
internal static class CumulativeTotals
{
    private static readonly long HourMs = Bucket.LengthMs(Resolution.Hour);

    /// <returns>Null when it cannot be told.</returns>
    public static double? Increase(IntakePoint point, SeriesState? last)
    {
        if (!point.IsCumulative)
        {
            return point.Value;
        }

        return last is null ? IsNew(point) ? point.Value : null
            : IsOtherStart(point, last) || point.Value < last.Value ? point.Value
            : point.Value - last.Value;
    }

    /// <param name="point">A distribution.</param>
    /// <param name="last">The reading before.</param>
    /// <param name="sum">Of the samples that came.</param>
    /// <returns>Null when it cannot be told.</returns>
    public static IReadOnlyList<IntakeBucket>? Increase(IntakePoint point, SeriesState? last, out double sum)
    {
        sum = point.Sum;
        if (!point.IsCumulative)
        {
            return point.Buckets;
        }

        if (last is null)
        {
            return IsNew(point) ? point.Buckets : null;
        }

        if (IsOtherStart(point, last) || last.Counts is null || last.Layout != point.Layout || point.Scale > last.Scale)
        {
            return point.Buckets;
        }

        var before = Coarser(last.Counts, last.Scale - point.Scale);
        var now = Counts(point);
        if (before.Any(pair => now.GetValueOrDefault(pair.Key) < pair.Value))
        {
            return point.Buckets;
        }

        sum = point.Sum - last.Value;
        return [.. point.Buckets.Select(bucket => bucket with { Count = bucket.Count - before.GetValueOrDefault(bucket.Id) })];
    }

    public static SeriesState Remember(IntakePoint point) => new()
    {
        TimeMs = point.TimeMs,
        StartMs = point.StartMs,
        Value = point.Kind == IntakeKind.Distribution ? point.Sum : point.Value,
        Layout = point.Kind == IntakeKind.Distribution ? point.Layout : null,
        Scale = point.Scale,
        Counts = point.Kind == IntakeKind.Distribution && point.IsCumulative ? Counts(point) : null,
    };

    private static bool IsNew(IntakePoint point) => point.StartMs >= point.TimeMs - HourMs && point.StartMs <= point.TimeMs;

    /// <summary>A start after the last reading says so by itself; a later one than before when both are known.</summary>
    private static bool IsOtherStart(IntakePoint point, SeriesState last) =>
        point.StartMs > last.TimeMs || (last.StartMs != 0 && point.StartMs > last.StartMs);

    private static Dictionary<int, long> Counts(IntakePoint point) =>
        point.Buckets.Where(bucket => bucket.Count > 0).GroupBy(bucket => bucket.Id).ToDictionary(same => same.Key, same => same.Sum(bucket => bucket.Count));

    private static Dictionary<int, long> Coarser(Dictionary<int, long> counts, int by) => by == 0 ? counts
        : counts.GroupBy(pair => BucketIds.Coarser(pair.Key, by)).ToDictionary(same => same.Key, same => same.Sum(pair => pair.Value));
}
