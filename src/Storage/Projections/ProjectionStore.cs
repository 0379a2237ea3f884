using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Storage.Devices;
using Fleet.Storage.Metrics;
using Fleet.Storage.Observations;
using Fleet.Storage.Processing;
using Fleet.Storage.Sets;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Projections;

/// <summary>Writes a shard's read models together with the checkpoint they stand at.</summary>
internal sealed class ProjectionStore(ISqlDatabase views) : IProjectionStore
{
    public async Task<ProjectionCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation)
    {
        var found = await views.QueryAsync(
            new SqlQuery("Projections.load_checkpoint", shard),
            row => new ProjectionCheckpoint(row.GetInt64(0), row.GetInt32(1), new FrozenBuckets(row.GetInt64(2), row.GetInt64(3))),
            cancellation);
        return found.Count == 0 ? default : found[0];
    }

    public async Task<long> LengthAsync(CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Projections.sum_positions"), row => row.GetInt64(0), cancellation))[0];

    public async Task<IReadOnlyList<DeviceView>> LoadDevicesAsync(int shard, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Devices.load_devices", shard, deviceIds.ToArray()), DeviceRow.Read, cancellation);

    public async Task<(long Epoch, IReadOnlyDictionary<int, byte[]> Rollups)> LoadPartialAsync(
        int shard, PartialKey key, CancellationToken cancellation)
    {
        // The epoch first: a compaction in between makes it too old, and the commit is refused.
        var bucket = CompactionNames.Of(key.Project, key.Cohort, key.Bucket);
        var epochs = await views.QueryAsync(new SqlQuery("Metrics.load_epochs", (object)new[] { bucket }), row => row.GetInt64(1), cancellation);
        var rows = await views.QueryAsync(
            new SqlQuery(
                "Metrics.load_partial",
                key.Project,
                key.Cohort,
                (int)key.Bucket.Resolution,
                key.Bucket.StartMs,
                shard,
                key.Software.Type,
                key.Software.Version),
            row => (MetricId: row.GetInt32(0), Rollup: row.GetFieldValue<byte[]>(1)),
            cancellation);
        return (epochs.FirstOrDefault(), rows.ToDictionary(row => row.MetricId, row => row.Rollup));
    }

    public Task<bool> CommitAsync(ProjectionCommit commit, CancellationToken cancellation) =>
        views.TransactAsync(transaction => CommitAsync(transaction, commit), cancellation);

    private static async ValueTask<bool> CommitAsync(ISqlTransaction transaction, ProjectionCommit commit)
    {
        var (shard, expected, next) = (commit.Shard, commit.Expected, commit.Next);
        var move = new SqlQuery(
            "Projections.move_checkpoint", shard, expected.Position, expected.NextOrdinal, next.Position, next.NextOrdinal);
        if (await transaction.ExecuteAsync(move) == 0)
        {
            transaction.Abandon();
            return false;
        }

        if (!await HoldsAsync(transaction, commit.RetentionEpoch) || !await PartialCompaction.HoldsAsync(transaction, commit.Touched))
        {
            transaction.Abandon();
            return false;
        }

        var gone = await DeviceRemoval.RemoveAsync(transaction, shard, commit.Deleted);
        var released = commit.Released.Distinct().OrderBy(blob => blob.Project, StringComparer.Ordinal).ThenBy(blob => blob.Sha256, StringComparer.Ordinal).ToList();
        await transaction.WriteAsync(
            "Projections.release_blob",
            SqlColumn.Of(released, blob => blob.Project),
            SqlColumn.Of(released, blob => blob.Sha256),
            SqlColumn.Of(released, _ => commit.AtMs));
        await transaction.WriteAsync("Devices.upsert_device", DeviceRow.Columns(commit.Devices));
        await transaction.WriteAsync(
            "Metrics.insert_report",
            SqlColumn.Of(commit.Reports, report => report.DeviceId),
            SqlColumn.Of(commit.Reports, report => report.Cursor.CapturedAtMs),
            SqlColumn.Of(commit.Reports, report => report.Cursor.Position),
            SqlColumn.Of(commit.Reports, report => report.Cursor.Index));
        await ObservationStore.WriteAsync(transaction, commit.Observations);
        await transaction.WriteAsync(
            "Metrics.upsert_partial",
            SqlColumn.Of(commit.Partials, partial => partial.Key.Project),
            SqlColumn.Of(commit.Partials, partial => partial.Key.Cohort),
            SqlColumn.Of(commit.Partials, partial => (int)partial.Key.Bucket.Resolution),
            SqlColumn.Of(commit.Partials, partial => partial.Key.Bucket.StartMs),
            SqlColumn.Of(commit.Partials, _ => shard),
            SqlColumn.Of(commit.Partials, partial => partial.Key.Software.Type),
            SqlColumn.Of(commit.Partials, partial => partial.Key.Software.Version),
            SqlColumn.Of(commit.Partials, partial => partial.MetricId),
            SqlColumn.Of(commit.Partials, partial => partial.Rollup));
        if (!await MembershipWriter.WriteAsync(transaction, commit.Sets))
        {
            transaction.Abandon();
            return false;
        }

        await ProcessingWriter.WriteAsync(transaction, commit.Processing, gone);
        await BucketMarks.TouchAsync(transaction, commit.Touched.Select(touched => new TouchedMark(touched.Project, touched.Cohort, touched.Bucket)));
        return true;
    }

    /// <summary>Whether the horizons are still those of an epoch; they are until the transaction ends.</summary>
    private static async ValueTask<bool> HoldsAsync(ISqlTransaction transaction, long? epoch) =>
        epoch is null || (await transaction.QueryAsync(new SqlQuery("Retention.share_epoch"), row => row.GetInt64(0)))[0] == epoch;
}
