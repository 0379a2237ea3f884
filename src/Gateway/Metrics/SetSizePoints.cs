using Fleet.Domain.Metrics;
using Fleet.Grains.Sets;

namespace Fleet.Gateway.Metrics;

/// <summary>The size of a set in a bucket.</summary>
/// <param name="StartMs">Begin of the bucket.</param>
/// <param name="EndMs">End of the bucket.</param>
/// <param name="Min">Least size.</param>
/// <param name="Max">Greatest size.</param>
/// <param name="Mean">Weighted by time.</param>
internal readonly record struct SetSizePoint(long StartMs, long EndMs, long Min, long Max, double Mean);

/// <summary>Puts the hours in which a size changed, and those in between, into buckets. Pure.</summary>
internal static class SetSizePoints
{
    /// <param name="hours">By time; the first may be before the range, and says what it began with.</param>
    /// <param name="fromMs">Begin of an hour.</param>
    /// <param name="toMs">Hours begin before.</param>
    /// <param name="nowMs">Nothing is known of later.</param>
    /// <param name="bucketOf">The bucket that holds a time.</param>
    public static List<SetSizePoint> Of(
        IReadOnlyList<DeviceSetSize> hours, long fromMs, long toMs, long nowMs, Func<long, (long StartMs, long EndMs)> bucketOf)
    {
        var points = new List<SetSizePoint>();
        if (hours.Count == 0)
        {
            return points;
        }

        var hourMs = Bucket.LengthMs(Resolution.Hour);
        var byStart = hours.ToDictionary(hour => hour.StartMs);
        var size = hours[0].Last;
        var (bucket, min, max, area, duration) = (bucketOf(fromMs), long.MaxValue, long.MinValue, 0.0, 0L);
        for (var start = Math.Max(fromMs, hours[0].StartMs); start < toMs; start += hourMs)
        {
            if (start >= bucket.EndMs || start < bucket.StartMs)
            {
                Close();
                (bucket, min, max, area, duration) = (bucketOf(start), long.MaxValue, long.MinValue, 0.0, 0L);
            }

            var hour = byStart.TryGetValue(start, out var changed) ? changed : DeviceSetSize.Carried(start, size);
            var part = hour.Until(Math.Min(start + hourMs, nowMs));
            (min, max, size) = (Math.Min(min, hour.Min), Math.Max(max, hour.Max), hour.Last);
            (area, duration) = (area + part.Area, duration + part.DurationMs);
        }

        Close();
        return points;

        void Close()
        {
            if (max >= min)
            {
                // In its very first moment a size has lasted for no time.
                points.Add(new SetSizePoint(bucket.StartMs, bucket.EndMs, min, max, duration > 0 ? area / duration : size));
            }
        }
    }
}
