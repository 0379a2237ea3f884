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
    /// Between two rounds. The parts change several times a second under load; merging them five times a second keeps two levels well
    /// within a second of the truth.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Merges what is stale, up to <see cref="BucketsPerRound"/>.</summary>
    /// <returns>How many buckets were stale.</returns>
    public async Task<int> MergeAsync(CancellationToken cancellation)
    {
        var stale = await store.StaleAsync(project, cohort, BucketsPerRound, cancellation);
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

        return stale.Count;
    }
}
