using Fleet.Domain.Metrics;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Traces and their counts, beside the read models.</summary>
internal sealed class TraceStore(ISqlDatabase views) : ITraceStore
{
    /// <summary>When a core is due whose crash has not come.</summary>
    public const long Never = long.MaxValue;

    public async Task<TraceCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation) =>
        (await views.QueryAsync(
            new SqlQuery("Traces.load_checkpoint", shard),
            row => new TraceCheckpoint(row.GetInt64(0), new FrozenBuckets(row.GetInt64(1), row.GetInt64(2))),
            cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<TraceDevice>> DevicesAsync(int shard, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) =>
        deviceIds.Count == 0 ? [] : await views.QueryAsync(
            new SqlQuery("Traces.load_devices", shard, deviceIds.ToArray()), row => new TraceDevice(row.GetInt64(0), row.GetInt32(1), row.GetString(2)), cancellation);

    public async Task<IReadOnlyList<(string Project, Guid CrashId)>> CrashesAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) =>
        deviceIds.Count == 0 ? [] : await views.QueryAsync(
            new SqlQuery("Traces.list_device_crashes", (object)deviceIds.ToArray()), row => (row.GetString(0), Guid.ParseExact(row.GetString(1), "n")), cancellation);

    public Task<bool> CommitAsync(TraceCommit commit, CancellationToken cancellation) =>
        views.TransactAsync(transaction => CommitAsync(transaction, commit), cancellation);

    private static async ValueTask<bool> CommitAsync(ISqlTransaction transaction, TraceCommit commit)
    {
        if (await transaction.ExecuteAsync(new SqlQuery("Traces.move_checkpoint", commit.Shard, commit.Expected, commit.Next)) == 0
            || (await transaction.QueryAsync(new SqlQuery("Retention.share_epoch"), row => row.GetInt64(0)))[0] != commit.RetentionEpoch)
        {
            transaction.Abandon();
            return false;
        }

        await DeleteAsync(transaction, commit.Deleted);
        TraceRow[] kept = [.. commit.Traces.Where(t => t.IsKept).Select(t => t.Row)];
        await transaction.WriteAsync("Traces.insert_trace", TraceColumns.Of(kept));
        await MissingRows.InsertAsync(transaction, kept);
        await WorkAsync(transaction, commit, kept);
        await CountAsync(transaction, commit);
        return true;
    }

    private static async ValueTask DeleteAsync(ISqlTransaction transaction, IReadOnlyCollection<long> devices)
    {
        if (devices.Count == 0)
        {
            return;
        }

        var ids = devices.ToArray();
        var crashes = await transaction.QueryAsync(
            new SqlQuery("Traces.list_device_crashes", (object)ids), row => (Project: row.GetString(0), CrashId: row.GetString(1), Missing: row.GetString(2)));
        await MissingRows.DeleteAsync(transaction, crashes);
        await transaction.ExecuteAsync(new SqlQuery("Traces.delete_device_traces", (object)ids));
        await transaction.ExecuteAsync(new SqlQuery("Traces.delete_device_work", (object)ids));
    }

    private static async ValueTask WorkAsync(ISqlTransaction transaction, TraceCommit commit, TraceRow[] kept)
    {
        var cores = commit.Cores;
        await transaction.WriteAsync(
            "Traces.insert_core",
            SqlColumn.Of(cores, core => core.Project),
            SqlColumn.Of(cores, core => TraceColumns.Id(core.CrashId)),
            SqlColumn.Of(cores, _ => commit.Shard),
            SqlColumn.Of(cores, core => core.DeviceId),
            SqlColumn.Of(cores, core => core.CapturedAtMs),
            SqlColumn.Of(cores, _ => Never),
            SqlColumn.Of(cores, _ => commit.AtMs));
        var crashes = kept.Where(row => row.CrashId is not null).Select(row => new CrashKey(row.Project, TraceColumns.Id(row.CrashId), row.DeviceId)).ToList();
        await transaction.WriteAsync(
            "Traces.release_core",
            SqlColumn.Of(crashes, crash => crash.Project),
            SqlColumn.Of(crashes, crash => crash.CrashId),
            SqlColumn.Of(crashes, crash => crash.DeviceId),
            SqlColumn.Of(crashes, _ => Never),
            SqlColumn.Of(crashes, _ => commit.AtMs));
        await CrashKey.MarkWaitingAsync(
            transaction, [.. crashes.Concat(cores.Select(core => new CrashKey(core.Project, TraceColumns.Id(core.CrashId), core.DeviceId))).Distinct()]);
    }

    private static async ValueTask CountAsync(ISqlTransaction transaction, TraceCommit commit)
    {
        var partials = new PartialCounts(transaction);
        foreach (var (row, _, isCounted) in commit.Traces)
        {
            if (PartialCounts.KeyOf(row) is not { } key)
            {
                continue;
            }

            var counts = await partials.GetAsync(key);
            if (isCounted)
            {
                counts.Add(row.Cursor.CapturedAtMs, commit.Shard, (uint)row.Ordinal);
            }
            else
            {
                counts.See(row.Cursor.CapturedAtMs, commit.Shard, (uint)row.Ordinal);
            }
        }

        await partials.WriteAsync();
    }
}
