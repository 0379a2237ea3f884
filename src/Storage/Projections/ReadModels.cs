using Fleet.Domain.Metrics;
using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;
using Fleet.Storage.Traces;

namespace Fleet.Storage.Projections;

/// <summary>
/// Empties the read models. Of marks of buckets the stamps only ever grow, and what device sets were, and alerts told, is not in the log: all that stays in any case. What is older than
/// the front of the log stays as well, with all that it refers to.
/// </summary>
/// <param name="views">The read models.</param>
/// <param name="log">What they are made of.</param>
/// <param name="front">Where that begins.</param>
internal sealed class ReadModels(ISqlDatabase views, IEventLog log, IEventLogFront front) : IReadModels
{
    /// <summary>
    /// First, and in this order, what other transactions wait at: whoever releases the front of the log, projections at their checkpoint and their project's sets,
    /// merges at the marks. They take the same in the same order, so that a rebuild of a running server waits for them and never in a circle.
    /// </summary>
    private static readonly string[] All =
    [
        "Projections.lock_projection_checkpoint",
        "Projections.lock_column_checkpoint",
        "Traces.lock_checkpoint",
        "Projections.clear_projection_checkpoint",
        "Projections.clear_device_set_project",
        "Projections.lock_bucket_mark",
        "Projections.clear_bucket_mark",
        "Projections.clear_device",
        "Projections.clear_report",
        "Projections.clear_observation",
        "Projections.clear_rollup_partial",
        "Projections.clear_rollup",
        "Projections.clear_rollup_software",
        "Projections.clear_processing_entry",
        "Projections.clear_processing_size",
        "Projections.clear_bucket_compaction",
        "Projections.clear_column_checkpoint",
        "Projections.clear_column_file",
        "Projections.clear_column_deleted",
        "Projections.clear_device_set_member",
        "Projections.clear_device_set_change",
        "Projections.clear_device_set",
        "Traces.clear_checkpoint",
        "Traces.clear_trace",
        "Traces.clear_trace_missing",
        "Traces.clear_trace_work",
        "Traces.clear_partial",
        "Traces.lock_mark",
        "Traces.clear_mark",
        "Traces.clear_issue",
        "Traces.clear_version",
    ];

    /// <summary>
    /// In the same order. Rows of issues stay until they are made again, which their marks see to. Devices stay, since nothing else knows those whose rows are all gone, and members of sets with them; a line of the processing log may tell of
    /// a device as it was. Compactions are only counted.
    /// </summary>
    private static readonly (string Statement, bool IsFromFront)[] Since =
    [
        ("Projections.lock_projection_checkpoint", false),
        ("Projections.lock_column_checkpoint", false),
        ("Traces.lock_checkpoint", false),
        ("Projections.reset_projection_checkpoint", true),
        ("Projections.lock_bucket_mark", false),
        ("Projections.clear_bucket_mark_from", true),
        ("Projections.clear_report", false),
        ("Projections.clear_observation", false),
        ("Projections.clear_rollup_partial_from", true),
        ("Projections.clear_rollup_from", true),
        ("Projections.clear_rollup_software_from", true),
        ("Projections.reset_column_checkpoint", false),
        ("Projections.clear_column_file", false),
        ("Projections.clear_column_deleted", false),
        ("Traces.reset_checkpoint", true),
        ("Traces.clear_trace", false),
        ("Traces.clear_trace_missing", false),
        ("Traces.clear_trace_work", false),
    ];

    public async Task<long> ClearAsync(CancellationToken cancellation)
    {
        var fronts = await front.FrontsAsync(cancellation);

        // Checkpoints first: they are behind the heads, but for those of a log that was put back from a backup.
        var positions = await views.QueryAsync(new SqlQuery("Projections.load_positions"), row => (Shard: row.GetInt32(0), Position: row.GetInt64(1)), cancellation);
        var heads = await log.HeadsAsync(cancellation);
        var putBack = positions.Where(p => p.Shard < heads.Count && p.Position > heads[p.Shard]).Select(p => (p.Shard, Head: heads[p.Shard])).ToList();
        return await views.TransactAsync(transaction => ClearAsync(transaction, fronts, putBack), cancellation);
    }

    public async Task ClearWithPastAsync(CancellationToken cancellation)
    {
        var fronts = await front.FrontsAsync(cancellation);
        await views.TransactAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(new SqlQuery("Projections.lock_log_front"));
                for (var shard = 0; shard < fronts.Count; shard++)
                {
                    if (fronts[shard].GoneBeforeMs > 0)
                    {
                        await transaction.ExecuteAsync(new SqlQuery("Projections.raise_front", shard, fronts[shard].FirstKept - 1, fronts[shard].GoneBeforeMs));
                    }
                }

                await ClearAllAsync(transaction);
                await transaction.ExecuteAsync(new SqlQuery("Projections.begin_at_front"));
                await transaction.ExecuteAsync(new SqlQuery("Traces.begin_at_front"));
                return true;
            },
            cancellation);
    }

    private static async ValueTask<long> ClearAsync(ISqlTransaction transaction, IReadOnlyList<ShardFront> fronts, List<(int Shard, long Head)> putBack)
    {
        await transaction.ExecuteAsync(new SqlQuery("Projections.lock_log_front"));
        foreach (var (shard, head) in putBack)
        {
            await transaction.ExecuteAsync(new SqlQuery("Projections.lower_front", shard, head));
            await transaction.ExecuteAsync(new SqlQuery("Alerts.lower_checkpoint", shard, head));
        }

        var released = (await transaction.QueryAsync(
                new SqlQuery("Projections.load_log_fronts"), row => (Shard: row.GetInt32(0), Position: row.GetInt64(1), BeforeMs: row.GetInt64(2))))
            .ToDictionary(row => row.Shard);
        for (var shard = 0; shard < fronts.Count; shard++)
        {
            if (fronts[shard].FirstKept - 1 > released.GetValueOrDefault(shard).Position)
            {
                throw new StorageSetupException(
                    $"of shard {shard} the event log begins at position {fronts[shard].FirstKept}, and the read models do not have what was before it: put back read models that are as new as the log, "
                    + "or give up what was before it with 'rebuild --without-past'");
            }
        }

        var frozenBefore = FrozenBuckets.From(released.Values.Select(r => r.BeforeMs).DefaultIfEmpty().Max());
        if (frozenBefore == 0)
        {
            await ClearAllAsync(transaction);
            return frozenBefore;
        }

        if ((await transaction.QueryAsync(new SqlQuery("Projections.count_behind"), row => row.GetInt64(0)))[0] is var behind and > 0)
        {
            throw new StorageSetupException(
                $"the read models are still being rebuilt, in {behind} shards; what is not in the event log any more would be lost if that began anew. Run Fleet until 'fleet processing list' shows no shard "
                + "that stands still and lists are up to date, and try again");
        }

        foreach (var (statement, isFromFront) in Since)
        {
            await transaction.ExecuteAsync(isFromFront ? new SqlQuery(statement, frozenBefore) : new SqlQuery(statement));
        }

        await FrozenIssueCounts.KeepAsync(transaction, frozenBefore);
        foreach (var (shard, head) in putBack)
        {
            await transaction.ExecuteAsync(new SqlQuery("Projections.lower_frozen", shard, head));
            await transaction.ExecuteAsync(new SqlQuery("Traces.lower_frozen", shard, head));
        }

        return frozenBefore;
    }

    private static async ValueTask ClearAllAsync(ISqlTransaction transaction)
    {
        foreach (var statement in All)
        {
            await transaction.ExecuteAsync(new SqlQuery(statement));
        }
    }
}
