using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;
using Fleet.Storage.Sqlite;

namespace Fleet.Storage.EventLog.Sqlite;

/// <summary>
/// A flush on SQLite: row by row with prepared statements. The writer is alone, so what it reads in its transaction cannot change below it.
/// </summary>
internal sealed class SqliteLogCommitter(SqliteDatabase log) : ILogCommitter
{
    public Task<AppendResult[]> CommitAsync(Flush flush) => log.Writer.RunAsync(session => (Write(session, flush), true));

    public Task ProbeAsync() => log.Writer.RunAsync(session => (session.Query(new SqlQuery("EventLog.count_shards"), row => row.GetInt64(0)), true));

    private static AppendResult[] Write(SqliteSession session, Flush flush)
    {
        var heads = new Dictionary<int, (long Before, long Now)>();
        var results = new AppendResult[flush.Appends.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Append(session, flush.Appends[i], heads);
        }

        foreach (var (shard, head) in heads)
        {
            if (head.Now > head.Before)
            {
                session.Execute(new SqlQuery("EventLog.advance_shard", shard, head.Now));
            }
        }

        foreach (var pending in flush.Snapshots)
        {
            var (device, snapshot) = (pending.Device, pending.Snapshot);
            session.Execute(new SqlQuery(
                "EventLog.save_snapshot",
                device.Project,
                device.Serial,
                snapshot.Sequence,
                snapshot.Format,
                snapshot.State,
                snapshot.DeviceId ?? 0,
                SnapshotChecksum.Of(snapshot)));
        }

        return results;
    }

    private static AppendResult Append(SqliteSession session, PendingAppend pending, Dictionary<int, (long Before, long Now)> heads)
    {
        var append = pending.Append;
        var device = LoadHead(session, append);
        if (device.Sequence != append.ExpectedSequence || (append.DeviceId is { } known && known != device.Id))
        {
            return AppendResult.Conflict;
        }

        if (!heads.TryGetValue(pending.Shard, out var head))
        {
            var stored = session.Query(new SqlQuery("EventLog.load_shard_head", pending.Shard), row => row.GetInt64(0))[0];
            head = (stored, stored);
        }

        var position = head.Now + 1;
        heads[pending.Shard] = (head.Before, position);
        var id = device.Id;
        if (id == 0)
        {
            id = session.Query(
                new SqlQuery("EventLog.insert_device_head", append.Device.Project, append.Device.Serial, pending.Shard, position),
                row => row.GetInt64(0))[0];
        }
        else
        {
            session.Execute(new SqlQuery("EventLog.advance_device_head", id, append.ExpectedSequence + 1, position));
        }

        session.Execute(new SqlQuery(
            "EventLog.insert_event",
            pending.Shard,
            position,
            id,
            append.ExpectedSequence + 1,
            device.Position,
            append.ReceivedAtMs,
            append.Format,
            append.Payload));
        return new AppendResult(IsCommitted: true, position, id);
    }

    private static (long Id, long Sequence, long Position) LoadHead(SqliteSession session, DeviceAppend append)
    {
        var found = session.Query(
            new SqlQuery("EventLog.load_device_head", append.Device.Project, append.Device.Serial),
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        return found.Count == 0 ? default : found[0];
    }
}
