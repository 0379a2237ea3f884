using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>
/// Puts one partial for all shards in the place of a closed bucket's partials. What they add up to stays the same, so that merges may run beside
/// it. A projection may not: it writes back the partial that it read before, with what is new. Each compaction raises the bucket's epoch, and a
/// commit that builds on partials of an older epoch is refused.
/// </summary>
internal static class PartialCompaction
{
    /// <summary>Stands for the shard of what was compacted.</summary>
    public const int AllShards = -1;

    /// <summary>Whether none of the buckets was compacted since its partials were read; none is until the transaction ends.</summary>
    public static async ValueTask<bool> HoldsAsync(ISqlTransaction transaction, IReadOnlyCollection<TouchedBucket> touched)
    {
        if (touched.Count == 0)
        {
            return true;
        }

        var cohorts = touched.Select(t => CompactionNames.Of(t.Project, t.Cohort)).Distinct().Order(StringComparer.Ordinal).ToArray();
        await transaction.QueryAsync(new SqlQuery("Metrics.share_compaction", (object)cohorts), _ => true);
        var expected = touched.ToLookup(t => CompactionNames.Of(t.Project, t.Cohort, t.Bucket), t => t.Epoch);
        var epochs = (await transaction.QueryAsync(
                new SqlQuery("Metrics.load_epochs", (object)expected.Select(e => e.Key).ToArray()),
                row => (Bucket: row.GetString(0), Epoch: row.GetInt64(1))))
            .ToDictionary(row => row.Bucket, row => row.Epoch, StringComparer.Ordinal);
        return expected.All(bucket => bucket.All(epoch => epoch == epochs.GetValueOrDefault(bucket.Key)));
    }

    public static async ValueTask CompactAsync(
        ISqlTransaction transaction,
        string project,
        string cohort,
        Bucket bucket,
        Func<IReadOnlyList<StoredRollup>, IReadOnlyList<StoredRollup>> merge)
    {
        var resolution = (int)bucket.Resolution;
        await transaction.QueryAsync(new SqlQuery("Metrics.lock_compaction", CompactionNames.Of(project, cohort)), _ => true);

        // The mark before the partials, as a rebuild takes them.
        if (await transaction.ExecuteAsync(new SqlQuery("Metrics.mark_compacted", project, cohort, resolution, bucket.StartMs)) == 0)
        {
            // It expired since it was found.
            return;
        }

        await transaction.ExecuteAsync(new SqlQuery("Metrics.raise_epoch", CompactionNames.Of(project, cohort, bucket)));
        var partials = await transaction.QueryAsync(
            new SqlQuery("Metrics.load_partials", project, cohort, resolution, bucket.StartMs),
            row => new StoredRollup(cohort, new SoftwareKey(row.GetString(0), row.GetString(1)), row.GetInt32(2), row.GetFieldValue<byte[]>(3)));
        var merged = merge(partials);
        await transaction.ExecuteAsync(new SqlQuery("Metrics.delete_partials", project, cohort, resolution, bucket.StartMs));
        await transaction.WriteAsync(
            "Metrics.upsert_partial",
            SqlColumn.Of(merged, _ => project),
            SqlColumn.Of(merged, _ => cohort),
            SqlColumn.Of(merged, _ => resolution),
            SqlColumn.Of(merged, _ => bucket.StartMs),
            SqlColumn.Of(merged, _ => AllShards),
            SqlColumn.Of(merged, rollup => rollup.Software.Type),
            SqlColumn.Of(merged, rollup => rollup.Software.Version),
            SqlColumn.Of(merged, rollup => rollup.MetricId),
            SqlColumn.Of(merged, rollup => rollup.Rollup));
    }
}
