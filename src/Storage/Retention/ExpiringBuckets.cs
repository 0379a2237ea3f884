using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Metrics;
using Fleet.Grains.Retention;
using Fleet.Storage.Metrics;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Retention;

/// <summary>
/// Buckets of rollups: partials, what was merged of them, which software is in them, marks and epochs of compaction. A bucket goes whole in one transaction,
/// its mark first, as merges and compactions take them.
/// </summary>
internal sealed class ExpiringBuckets(ISqlDatabase views) : IExpiringRows
{
    /// <summary>Buckets of one step, a transaction each: those of an hour's cohorts.</summary>
    private const int BucketsPerStep = 32;

    private static readonly Resolution[] Resolutions = Enum.GetValues<Resolution>();

    public RetentionKind Kind => RetentionKind.Rollups;

    public async Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation)
    {
        var rows = 0L;
        foreach (var resolution in Resolutions)
        {
            rows += (await views.QueryAsync(
                new SqlQuery("Retention.count_buckets", project, (int)resolution, beforeMs, IExpiringRows.MaxCounted), row => row.GetInt64(0), cancellation))[0];
        }

        return new Removed(rows, 0, 0);
    }

    public async Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation)
    {
        var removed = default(Removed);
        foreach (var resolution in Resolutions)
        {
            var buckets = await views.QueryAsync(
                new SqlQuery("Retention.list_buckets", project, (int)resolution, beforeMs, BucketsPerStep),
                row => (Cohort: row.GetString(0), Bucket: new Bucket(resolution, row.GetInt64(1))),
                cancellation);
            foreach (var (cohort, bucket) in buckets)
            {
                removed += await views.TransactAsync(transaction => RemoveAsync(transaction, project, cohort, bucket), cancellation);
            }

            if (buckets.Count == BucketsPerStep)
            {
                return new RemovalStep(removed, after);
            }
        }

        return new RemovalStep(removed, null);
    }

    private static async ValueTask<Removed> RemoveAsync(ISqlTransaction transaction, string project, string cohort, Bucket bucket)
    {
        var (resolution, start) = ((int)bucket.Resolution, bucket.StartMs);
        await transaction.ExecuteAsync(new SqlQuery("Retention.delete_mark", project, cohort, resolution, start));
        var rows = await transaction.ExecuteAsync(new SqlQuery("Metrics.delete_partials", project, cohort, resolution, start));
        var software = await transaction.QueryAsync(
            new SqlQuery("Retention.list_software", project, cohort, resolution, start), row => new SoftwareKey(row.GetString(0), row.GetString(1)));
        software.Add(SoftwareKey.All);
        await transaction.WriteAsync(
            "Retention.delete_rollup",
            SqlColumn.Of(software, _ => project),
            SqlColumn.Of(software, _ => cohort),
            SqlColumn.Of(software, key => key.Type),
            SqlColumn.Of(software, key => key.Version),
            SqlColumn.Of(software, _ => resolution),
            SqlColumn.Of(software, _ => start));
        await transaction.ExecuteAsync(new SqlQuery("Retention.delete_software", project, cohort, resolution, start));
        await transaction.ExecuteAsync(new SqlQuery("Retention.delete_compaction", CompactionNames.Of(project, cohort, bucket)));
        var removed = new Removed(rows, 0, 0);
        await RetentionTotals.AddAsync(transaction, project, RetentionKind.Rollups, removed);
        return removed;
    }
}
