using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Metrics;

/// <summary>Merged rollups and the marks that say which of them are stale.</summary>
internal sealed class RollupStore(ISqlDatabase views) : IRollupStore
{
    public async Task<IReadOnlyList<string>> StaleCohortsAsync(string project, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Metrics.stale_cohorts", project), row => row.GetString(0), cancellation);

    public async Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Metrics.stale_projects"), row => row.GetString(0), cancellation);

    public async Task<IReadOnlyList<StaleBucket>> StaleAsync(string project, string cohort, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Metrics.stale_buckets", project, cohort, limit),
            row => new StaleBucket(project, cohort, new Bucket((Resolution)row.GetInt32(0), row.GetInt64(1)), row.GetInt64(2)),
            cancellation);

    public async Task<IReadOnlyList<StaleBucket>> StaleInAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Metrics.stale_buckets_in", project, cohort, (int)resolution, fromMs, toMs, limit),
            row => new StaleBucket(project, cohort, new Bucket(resolution, row.GetInt64(0)), row.GetInt64(1)),
            cancellation);

    public async Task<IReadOnlyList<StoredRollup>> LoadPartialsAsync(
        string project, string cohort, Bucket bucket, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Metrics.load_partials", project, cohort, (int)bucket.Resolution, bucket.StartMs),
            row => new StoredRollup(cohort, new SoftwareKey(row.GetString(0), row.GetString(1)), row.GetInt32(2), row.GetFieldValue<byte[]>(3)),
            cancellation);

    public async Task<IReadOnlyList<StoredRollup>> LoadCohortsAsync(string project, Bucket bucket, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Metrics.load_cohorts", project, (int)bucket.Resolution, bucket.StartMs),
            row => new StoredRollup(row.GetString(0), SoftwareKey.All, row.GetInt32(1), row.GetFieldValue<byte[]>(2)),
            cancellation);

    public Task<bool> CommitAsync(StaleBucket mark, IReadOnlyList<StoredRollup> rollups, CancellationToken cancellation) =>
        views.TransactAsync(transaction => CommitAsync(transaction, mark, rollups), cancellation);

    public async Task<IReadOnlyList<RollupPoint>> SeriesAsync(
        string project,
        string cohort,
        SoftwareKey software,
        int metricId,
        Resolution resolution,
        long fromMs,
        long toMs,
        CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Metrics.load_series", project, cohort, software.Type, software.Version, (int)resolution, metricId, fromMs, toMs),
            row => new RollupPoint(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            cancellation);

    public async Task<IReadOnlyList<SoftwareKey>> SoftwareAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Metrics.list_software", project, cohort, (int)resolution, fromMs, toMs),
            row => new SoftwareKey(row.GetString(0), row.GetString(1)),
            cancellation);

    private static async ValueTask<bool> CommitAsync(ISqlTransaction transaction, StaleBucket mark, IReadOnlyList<StoredRollup> rollups)
    {
        var (project, cohort, bucket) = (mark.Project, mark.Cohort, mark.Bucket);
        var resolution = (int)bucket.Resolution;
        if (await transaction.ExecuteAsync(new SqlQuery("Metrics.mark_merged", project, cohort, resolution, bucket.StartMs, mark.Stamp)) == 0)
        {
            transaction.Abandon();
            return false;
        }

        await transaction.WriteAsync(
            "Metrics.upsert_rollup",
            SqlColumn.Of(rollups, _ => project),
            SqlColumn.Of(rollups, _ => cohort),
            SqlColumn.Of(rollups, rollup => rollup.Software.Type),
            SqlColumn.Of(rollups, rollup => rollup.Software.Version),
            SqlColumn.Of(rollups, _ => resolution),
            SqlColumn.Of(rollups, _ => bucket.StartMs),
            SqlColumn.Of(rollups, rollup => rollup.MetricId),
            SqlColumn.Of(rollups, rollup => rollup.Rollup));

        var software = rollups.Select(rollup => rollup.Software).Where(key => key != SoftwareKey.All).Distinct().ToList();
        await transaction.WriteAsync(
            "Metrics.insert_software",
            SqlColumn.Of(software, _ => project),
            SqlColumn.Of(software, _ => cohort),
            SqlColumn.Of(software, _ => resolution),
            SqlColumn.Of(software, _ => bucket.StartMs),
            SqlColumn.Of(software, key => key.Type),
            SqlColumn.Of(software, key => key.Version));

        if (cohort.Length > 0)
        {
            await BucketMarks.TouchAsync(transaction, [new TouchedMark(project, "", bucket)]);
        }

        return true;
    }
}
