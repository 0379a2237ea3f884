using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Projections;

/// <summary>The partial buckets that a shard wrote lately, decoded. Only what is committed stays in it.</summary>
/// <param name="store">Where the others are.</param>
/// <param name="shard">Whose partials.</param>
internal sealed class PartialCache(IProjectionStore store, int shard)
{
    /// <summary>Rollups kept. 2,000 metrics x hour and day, some megabytes a shard; the open buckets of an ordinary project fit.</summary>
    private const int Capacity = 4_000;

    private readonly Dictionary<PartialKey, (long Epoch, Dictionary<int, MetricRollup> Rollups)> _buckets = [];
    private int _rollups;

    /// <summary>The bucket's rollups by metric, to be merged into, and how often it was compacted when they were read.</summary>
    public async ValueTask<(long Epoch, Dictionary<int, MetricRollup> Rollups)> GetAsync(PartialKey key, CancellationToken cancellation)
    {
        if (_buckets.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        var (epoch, stored) = await store.LoadPartialAsync(shard, key, cancellation);
        bucket = (epoch, []);
        foreach (var (metric, encoded) in stored)
        {
            bucket.Rollups.Add(metric, StoredRollups.Read(encoded));
        }

        _buckets.Add(key, bucket);
        return bucket;
    }

    /// <summary>Takes what a round adds into the buckets: what is to be written, and which buckets change. It is to be committed, or forgotten by <see cref="Clear"/>.</summary>
    public async Task<(List<PartialRollup> Partials, HashSet<TouchedBucket> Touched)> MergeAsync(
        Dictionary<PartialKey, Dictionary<int, MetricRollup>> rollups, CancellationToken cancellation)
    {
        var merged = new List<PartialRollup>();
        var touched = new HashSet<TouchedBucket>();
        foreach (var (key, metrics) in rollups)
        {
            var (epoch, bucket) = await GetAsync(key, cancellation);
            touched.Add(new TouchedBucket(key.Project, key.Cohort, key.Bucket, epoch));
            foreach (var (metric, rollup) in metrics)
            {
                if (bucket.TryGetValue(metric, out var sum))
                {
                    sum.Merge(rollup);
                }
                else
                {
                    bucket.Add(metric, sum = rollup);
                }

                merged.Add(new PartialRollup(key, metric, sum.ToArray()));
            }
        }

        return (merged, touched);
    }

    /// <summary>After a commit: forgets everything when there is too much of it.</summary>
    public void Trim()
    {
        _rollups = 0;
        foreach (var bucket in _buckets.Values)
        {
            _rollups += bucket.Rollups.Count;
        }

        if (_rollups > Capacity)
        {
            Clear();
        }
    }

    /// <summary>After a failed commit: what was merged is not stored.</summary>
    public void Clear() => _buckets.Clear();
}
