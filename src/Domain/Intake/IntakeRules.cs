using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Intake;

/// <summary>
/// Adds readings up to hours. Exactly once rests on time: each series takes only readings that are newer than its last, and its last is kept
/// with what it was added to, so that a batch that comes again changes nothing. Pure but for the state that it is given.
/// </summary>
public static class IntakeRules
{
    public const string NotFinite = "not a number, infinite, or beyond 1e24";
    public const string Ahead = "time is more than 10 minutes ahead of the server";
    public const string TooOld = "time is more than 30 days ago, or not set";
    public const string Negative = "what only grows came with a negative value";
    public const string TooManySeries = "the device has 2000 series already";
    public const string BadBuckets = "a distribution of more than 1024 buckets, or with counts or bounds that cannot be";
    public const string TooManySamples = "more than 4294967296 samples in an hour";
    public const string OtherKind = "the metric was of another kind before";
    public const string Backlog = "750 closed hours of the device wait to be taken";

    /// <summary>Of a distribution's samples, so that sums of sums stay finite.</summary>
    private const double MaxSum = 1e36;

    /// <summary>Of a total that was never reset; a thousand of them can be added.</summary>
    private const long MaxBucketCount = 1L << 50;

    private static readonly long HourMs = Bucket.LengthMs(Resolution.Hour);

    /// <summary>The metrics of a batch that the device has not brought before, each as it comes first.</summary>
    public static IReadOnlyDictionary<string, MetricState> NewMetrics(IntakeState state, IntakeBatch batch)
    {
        var found = new Dictionary<string, MetricState>(StringComparer.Ordinal);
        foreach (var point in batch.Points)
        {
            if (!state.Metrics.ContainsKey(point.Key))
            {
                found.TryAdd(point.Key, new MetricState { Kind = point.Kind, Unit = point.Unit });
            }
        }

        return found;
    }

    /// <summary>Takes what is new of a batch, and closes the hours before the latest.</summary>
    /// <param name="state">Is changed. Its metrics are those that have a place.</param>
    /// <param name="batch">Readings.</param>
    /// <param name="nowMs">The server's time.</param>
    /// <param name="noPlace">Why a metric that is not in the state is refused.</param>
    public static IntakeOutcome Take(IntakeState state, IntakeBatch batch, long nowMs, string noPlace)
    {
        var outcome = new IntakeOutcome();
        (state.SoftwareType, state.SoftwareVersion, state.HardwareVersion) = (batch.SoftwareType, batch.SoftwareVersion, batch.HardwareVersion);
        foreach (var point in batch.Points)
        {
            if (RefusalOf(state, point, nowMs, noPlace) is { } reason)
            {
                outcome.Reject(reason);
            }
            else if (state.Series.TryGetValue(point.Series, out var last) && point.TimeMs <= last.TimeMs)
            {
                outcome.Repeat();
            }
            else if (Add(state, batch, point, last) is { } late)
            {
                outcome.Reject(late);
            }
            else
            {
                outcome.Accept();
            }
        }

        IntakeReports.CloseBefore(state, state.Open.Count == 0 ? 0 : state.Open.Max(open => open.StartMs));
        return outcome;
    }

    private static string? RefusalOf(IntakeState state, IntakePoint point, long nowMs, string noPlace)
    {
        if (point.TimeMs > nowMs + IntakeLimits.MaxAhead.TotalMilliseconds)
        {
            return Ahead;
        }

        if (point.TimeMs < nowMs - IntakeLimits.MaxAge.TotalMilliseconds)
        {
            return TooOld;
        }

        if (!MetricLimits.Accepts(point.Value) || !(Math.Abs(point.Sum) <= MaxSum) || !MetricLimits.Accepts(point.Min ?? 0) || !MetricLimits.Accepts(point.Max ?? 0))
        {
            return NotFinite;
        }

        if (point.Kind == IntakeKind.Counter && point.Value < 0)
        {
            return Negative;
        }

        if (point.Buckets.Count > IntakeLimits.MaxBuckets || point.Buckets.Any(bucket => !IsPossible(bucket)))
        {
            return BadBuckets;
        }

        if (!state.Metrics.TryGetValue(point.Key, out var metric))
        {
            return noPlace;
        }

        return metric.Kind != point.Kind ? OtherKind
            : state.Pending.Count >= IntakeLimits.MaxPending ? Backlog
            : !state.Series.ContainsKey(point.Series) && state.Series.Count >= IntakeLimits.MaxSeries ? TooManySeries
            : null;
    }

    /// <summary>Whether it can be added up without passing what numbers hold. Only the outermost bounds may be infinite.</summary>
    private static bool IsPossible(IntakeBucket bucket) =>
        bucket.Count is >= 0 and <= MaxBucketCount
        && (MetricLimits.Accepts(bucket.Lower) || double.IsNegativeInfinity(bucket.Lower))
        && (MetricLimits.Accepts(bucket.Upper) || double.IsPositiveInfinity(bucket.Upper));

    /// <returns>Why it was not added, though its total is where the next counts from.</returns>
    private static string? Add(IntakeState state, IntakeBatch batch, IntakePoint point, SeriesState? last)
    {
        var hour = Bucket.Containing(Resolution.Hour, point.TimeMs).StartMs;
        string? refusal = null;
        switch (point.Kind)
        {
            case IntakeKind.Gauge:
                var gauge = Of(state, batch, point.Key, hour);
                if (last is not null && last.TimeMs >= hour)
                {
                    gauge.AddWeight(last.Value, point.TimeMs - last.TimeMs);
                }

                gauge.AddGauge(point.Value, point.TimeMs);
                break;
            case IntakeKind.Counter:
                if (CumulativeTotals.Increase(point, last) is { } increase)
                {
                    Of(state, batch, point.Key, hour).AddCounter(increase);
                }

                break;
            default:
                if (CumulativeTotals.Increase(point, last, out var sum) is { } buckets)
                {
                    var metric = Of(state, batch, point.Key, hour);
                    if (metric.Count + buckets.Sum(bucket => bucket.Count) > MetricLimits.MaxReportSamples)
                    {
                        refusal = TooManySamples;
                        break;
                    }

                    metric.AddDistribution(buckets, sum, point.Min, point.Max);
                }

                break;
        }

        state.Series[point.Series] = CumulativeTotals.Remember(point);
        return refusal;
    }

    private static MetricAccumulator Of(IntakeState state, IntakeBatch batch, string key, long hour)
    {
        var open = state.Open.Find(o => o.StartMs == hour && o.SoftwareType == batch.SoftwareType && o.SoftwareVersion == batch.SoftwareVersion);
        if (open is null)
        {
            open = new OpenInterval { StartMs = hour, SoftwareType = batch.SoftwareType, SoftwareVersion = batch.SoftwareVersion };
            state.Open.Add(open);
        }

        if (!open.Metrics.TryGetValue(key, out var metric))
        {
            open.Metrics[key] = metric = new MetricAccumulator();
        }

        return metric;
    }

    /// <summary>When the latest open hour is over, and late readings have had their time; null when none is open.</summary>
    public static long? DueMs(IntakeState state) =>
        state.Open.Count == 0 ? null : state.Open.Max(open => open.StartMs) + HourMs + (long)IntakeLimits.Grace.TotalMilliseconds;
}
