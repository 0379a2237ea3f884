using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>
/// Merged rollups. They go upward by recomputing: a cohort's bucket is the merge of its shards' partials, the fleet's the merge of its
/// cohorts'. A bucket whose parts changed is stale until it was merged again.
/// </summary>
public interface IRollupStore
{
    /// <summary>Cohorts of a project with a stale bucket, for a timer that makes up for lost nudges.</summary>
    Task<IReadOnlyList<string>> StaleCohortsAsync(string project, CancellationToken cancellation);

    /// <summary>Projects with a stale bucket at any level.</summary>
    Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation);

    /// <param name="cohort">Empty for the fleet's own buckets.</param>
    Task<IReadOnlyList<StaleBucket>> StaleAsync(string project, string cohort, int limit, CancellationToken cancellation);

    /// <summary>Stale buckets of one resolution with <c>fromMs &lt;= start &lt; toMs</c>, the latest first.</summary>
    /// <param name="cohort">Empty for the fleet's own buckets.</param>
    Task<IReadOnlyList<StaleBucket>> StaleInAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, int limit, CancellationToken cancellation);

    /// <summary>The partials of all shards for a cohort's bucket, in no particular order.</summary>
    Task<IReadOnlyList<StoredRollup>> LoadPartialsAsync(string project, string cohort, Bucket bucket, CancellationToken cancellation);

    /// <summary>The merged buckets of all cohorts of a project, all software together.</summary>
    Task<IReadOnlyList<StoredRollup>> LoadCohortsAsync(string project, Bucket bucket, CancellationToken cancellation);

    /// <summary>
    /// Replaces rows of a merged bucket, in one transaction, and takes the mark away as far as its stamp goes. A cohort's bucket makes the
    /// fleet's stale.
    /// </summary>
    /// <returns>False when a merge of a later stamp was there already; nothing was written.</returns>
    Task<bool> CommitAsync(StaleBucket mark, IReadOnlyList<StoredRollup> rollups, CancellationToken cancellation);

    /// <summary>One metric's merged buckets with <c>fromMs &lt;= start &lt; toMs</c>, by start.</summary>
    /// <param name="cohort">Empty for the fleet.</param>
    Task<IReadOnlyList<RollupPoint>> SeriesAsync(
        string project,
        string cohort,
        SoftwareKey software,
        int metricId,
        Resolution resolution,
        long fromMs,
        long toMs,
        CancellationToken cancellation);

    /// <summary>Software that has a merged bucket in a cohort and range: what a chart by version can show.</summary>
    Task<IReadOnlyList<SoftwareKey>> SoftwareAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, CancellationToken cancellation);
}
