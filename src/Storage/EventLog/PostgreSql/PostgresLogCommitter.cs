using Fleet.Grains.EventLog;
using Fleet.Storage.PostgreSql;
using Fleet.Storage.Sql;
using Npgsql;

namespace Fleet.Storage.EventLog.PostgreSql;

/// <summary>
/// A flush on PostgreSQL: one round trip, one transaction. One statement locks the shards; the next, which sees everything that was committed
/// before the locks were had, does all of the appends; the last takes the snapshots along.
/// </summary>
internal sealed class PostgresLogCommitter(NpgsqlDataSource source) : ILogCommitter
{
    public async Task<AppendResult[]> CommitAsync(Flush flush)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection);
            AddAppends(batch, flush.Appends);
            AddSnapshots(batch, flush.Snapshots);
            return await ExecuteAsync(batch, flush.Appends.Count);
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e))
        {
            throw PostgresFailure.Explain(e);
        }
    }

    public async Task ProbeAsync()
    {
        try
        {
            await using var command = source.CreateCommand(SqlText.Of(SqlDialect.PostgreSql, "EventLog.count_shards"));
            await command.ExecuteScalarAsync();
        }
        catch (Exception e) when (PostgresFailure.IsOfStore(e))
        {
            throw PostgresFailure.Explain(e);
        }
    }

    private static async Task<AppendResult[]> ExecuteAsync(NpgsqlBatch batch, int appends)
    {
        var results = new AppendResult[appends];
        await using var reader = await batch.ExecuteReaderAsync();
        if (appends > 0)
        {
            await reader.NextResultAsync();
            await reader.NextResultAsync();
            while (await reader.ReadAsync())
            {
                results[reader.GetInt64(0) - 1] = new AppendResult(IsCommitted: true, reader.GetInt64(1), reader.GetInt64(2));
            }
        }

        // To the end, since an error of a later statement, or of the commit itself, comes only there.
        while (await reader.NextResultAsync())
        {
        }

        return results;
    }

    private static void AddAppends(NpgsqlBatch batch, List<PendingAppend> appends)
    {
        if (appends.Count == 0)
        {
            return;
        }

        Add(batch, "EventLog.prefer_lookups");
        Add(batch, "EventLog.lock_shards", appends.Select(append => append.Shard).Distinct().ToArray());
        Add(
            batch,
            "EventLog.append_batches",
            Column(appends, append => append.Append.Device.Project),
            Column(appends, append => append.Append.Device.Serial),
            Column(appends, append => append.Shard),
            Column(appends, append => append.Append.ExpectedSequence),
            Column(appends, append => append.Append.ReceivedAtMs),
            Column(appends, append => append.Append.Format),
            Column(appends, append => append.Append.Payload),
            Column(appends, append => append.Append.DeviceId ?? 0));
    }

    private static void AddSnapshots(NpgsqlBatch batch, List<PendingSnapshot> snapshots)
    {
        if (snapshots.Count == 0)
        {
            return;
        }

        Add(
            batch,
            "EventLog.save_snapshots",
            Column(snapshots, snapshot => snapshot.Device.Project),
            Column(snapshots, snapshot => snapshot.Device.Serial),
            Column(snapshots, snapshot => snapshot.Snapshot.Sequence),
            Column(snapshots, snapshot => snapshot.Snapshot.Format),
            Column(snapshots, snapshot => snapshot.Snapshot.State),
            Column(snapshots, snapshot => snapshot.Snapshot.DeviceId ?? 0),
            Column(snapshots, snapshot => SnapshotChecksum.Of(snapshot.Snapshot)));
    }

    private static TValue[] Column<TRow, TValue>(List<TRow> rows, Converter<TRow, TValue> value) => [.. rows.ConvertAll(value)];

    private static void Add(NpgsqlBatch batch, string statement, params object[] values)
    {
        var command = new NpgsqlBatchCommand(SqlText.Of(SqlDialect.PostgreSql, statement));
        PostgresParameters.Add(command.Parameters, values);
        batch.BatchCommands.Add(command);
    }
}
