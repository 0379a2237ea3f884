using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Cohorts;

/// <summary>
/// Merges stale buckets of one level. Holds no state: what is stale, and what the parts are, is in the store, whose stamps also keep a
/// merge of old parts from replacing one of newer parts. A bucket that cannot be merged stays stale and does not stop the others.
/// </summary>
/// <param name="store">Where marks, parts and merges are.</param>
/// <param name="project">Whose buckets.</param>
/// <param name="cohort">Whose buckets; empty for the fleet's.</param>
/// <param name="merge">Loads a bucket's parts and merges them.</param>
/// <param name="failed">Told of a bucket that was not merged.</param>
internal sealed class BucketMerger(
    IRollupStore store,
    string project,
    string cohort,
    Func<Bucket, CancellationToken, Task<IReadOnlyList<StoredRollup>>> merge,
    Action<Exception, Bucket> failed)
{
    /// <summary>Stale buckets merged in one round. Late data of a fleet can make thousands stale at once.</summary>
    public const int BucketsPerRound = 64;

    /// <summary>
    /// Buckets that a question has merged before it is answered: the current hour or day and some that late reports corrected. More are left to
    /// the rounds, and the answer says that they are stale.
    /// </summary>
    private const int BucketsPerQuestion = 8;

    /// <summary>Stale buckets of a question that are counted.</summary>
    private const int MaxCounted = 1_000;

    /// <summary>
    /// Between two rounds. The parts change several times a second under load; merging them five times a second keeps two levels well
    /// within a second of the truth.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Merges what is stale, up to <see cref="BucketsPerRound"/>.</summary>
    /// <returns>How many buckets were stale.</returns>
    public async Task<int> MergeAsync(CancellationToken cancellation)
    {
        var stale = await store.StaleAsync(project, cohort, BucketsPerRound, cancellation);
        await MergeAsync(stale, cancellation);
        return stale.Count;
    }

    /// <summary>Merges what is stale of a question's range, as far as a question can wait for it. It may run beside a round: stamps see to that.</summary>
    /// <returns>How many buckets of the range are still stale, up to <see cref="MaxCounted"/>.</returns>
    public async Task<int> MergeInAsync(Resolution resolution, long fromMs, long toMs, CancellationToken cancellation)
    {
        var stale = await store.StaleInAsync(project, cohort, resolution, fromMs, toMs, MaxCounted, cancellation);
        await MergeAsync(stale.Take(BucketsPerQuestion), cancellation);
        return Math.Max(0, stale.Count - BucketsPerQuestion);
    }

    private async Task MergeAsync(IEnumerable<StaleBucket> stale, CancellationToken cancellation)
    {
        foreach (var mark in stale)
        {
            try
            {
                await store.CommitAsync(mark, await merge(mark.Bucket, cancellation), cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is not StoreUnavailableException)
            {
                failed(e, mark.Bucket);
            }
        }
    }
}
