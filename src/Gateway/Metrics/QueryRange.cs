using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Fleet.Gateway.Metrics;

/// <summary>The times of a question.</summary>
internal static class QueryRange
{
    /// <summary>Buckets of one series: more than a year of hours.</summary>
    private const int MaxBuckets = 10_000;

    private static readonly TimeSpan DefaultHours = TimeSpan.FromHours(24);
    private static readonly TimeSpan DefaultDays = TimeSpan.FromDays(30);

    /// <summary>As it is asked for: a day without a start.</summary>
    public static TimeRange Of(Timestamp? start, Timestamp? end, DateTimeOffset now) => TimeRange.Of(start, end, DefaultHours, now);

    /// <summary>From the begin of the first bucket on; a day of hours or 30 days without a start.</summary>
    public static TimeRange Aligned(QueryMetricsRequest request, Domain.Metrics.Resolution resolution, DateTimeOffset now) =>
        Aligned(request.StartTime, request.EndTime, resolution, MaxBuckets, now);

    public static TimeRange Aligned(Timestamp? start, Timestamp? end, Domain.Metrics.Resolution resolution, int maxBuckets, DateTimeOffset now)
    {
        var length = resolution == Domain.Metrics.Resolution.Day ? DefaultDays : DefaultHours;
        var range = TimeRange.Of(start, end, length, now);
        var from = Bucket.Containing(resolution, range.FromMs).StartMs;
        return (range.ToMs - from) / Bucket.LengthMs(resolution) <= maxBuckets
            ? range with { FromMs = from }
            : throw ApiErrors.Invalid("start_time", $"the range holds more than {maxBuckets} buckets; choose a shorter one or days");
    }

    /// <summary>Buckets that begin before the end count whole, as those of rollups do.</summary>
    public static TimeRange WithWholeBuckets(TimeRange range, Domain.Metrics.Resolution resolution) =>
        Bucket.Containing(resolution, range.ToMs) is var last && last.StartMs == range.ToMs ? range : range with { ToMs = last.EndMs };
}
