using Fleet.Grains.Metrics;

namespace Fleet.Grains.Cohorts;

/// <summary>
/// Makes one partial of the shards' partials in a cohort's closed buckets, now and then. A shard's partials are most of what rollups take on the
/// disk, and once a bucket is closed nobody needs them apart. A late report makes a new partial beside, until the next time.
/// </summary>
/// <param name="store">Where they are.</param>
/// <param name="project">Whose.</param>
/// <param name="cohort">Whose.</param>
/// <param name="time">The clock.</param>
internal sealed class BucketCompactor(IRollupStore store, string project, string cohort, TimeProvider time)
{
    /// <summary>How long ago a bucket began before it is compacted: hours and days are over by then, and most late reports have come.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(48);

    /// <summary>Between two times, so that a trickle of late reports does not rewrite a bucket for each.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <summary>Buckets of one step; each is a transaction of some milliseconds.</summary>
    private const int BucketsPerStep = 16;

    private long? _doneAt;

    private bool IsDue => _doneAt is not { } at || time.GetElapsedTime(at) >= Interval;

    /// <summary>
    /// More buckets changed than a trickle of late reports changes: a history was loaded, or a fleet came back. It is time then as soon as there
    /// is nothing to merge.
    /// </summary>
    public void Hurry() => _doneAt = null;

    /// <summary>Compacts some buckets if it is time.</summary>
    /// <returns>Whether more are waiting.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (!IsDue)
        {
            return false;
        }

        var before = (time.GetUtcNow() - Age).ToUnixTimeMilliseconds();
        var buckets = await store.UncompactedAsync(project, cohort, before, BucketsPerStep, cancellation);
        foreach (var bucket in buckets)
        {
            await store.CompactAsync(project, cohort, bucket, partials => CohortMerge.OfShards(cohort, partials), cancellation);
        }

        if (buckets.Count < BucketsPerStep)
        {
            _doneAt = time.GetTimestamp();
            return false;
        }

        return true;
    }

    /// <summary>Compacts all that is closed now, whenever the last time was.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _doneAt = null;
        while (await StepAsync(cancellation))
        {
            // More was waiting.
        }
    }
}
