using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.EventLog;

/// <summary>The low end of the log. Whoever drops holds the lock of the shard, as appends and erasures do, and looks again at all that it relies on.</summary>
internal sealed class EventLogFront(ISqlDatabase log) : IEventLogFront
{
    public async Task<IReadOnlyList<ShardFront>> FrontsAsync(CancellationToken cancellation) => await log.QueryAsync(
        new SqlQuery("EventLog.load_fronts"), row => new ShardFront(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellation);

    public async Task<long?> OldestAsync(CancellationToken cancellation)
    {
        var oldest = await log.QueryAsync(new SqlQuery("EventLog.oldest_received"), row => row.GetInt64(0), cancellation);
        return oldest.Count == 0 ? null : oldest[0];
    }

    public async Task<IReadOnlyList<FrontBatch>> PeekAsync(int shard, long beforeMs, int limit, CancellationToken cancellation)
    {
        var young = false;
        var batches = await log.QueryAsync(
            new SqlQuery("EventLog.peek_front", shard, limit),
            row => new FrontBatch(
                row.GetInt64(0), row.GetInt64(1), new DeviceKey(row.GetString(2), row.GetString(3)), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), IsCovered: false),
            cancellation,
            batch => young = batch.ReceivedAtMs >= beforeMs);
        if (young)
        {
            batches.RemoveAt(batches.Count - 1);
        }

        if (batches.Count == 0)
        {
            return batches;
        }

        var covered = new Dictionary<long, long>();
        await log.QueryAsync(
            new SqlQuery("EventLog.load_snapshots", (object)batches.Select(b => b.DeviceId).Distinct().ToArray()),
            row =>
            {
                var sequence = row.GetInt64(1);
                if (SnapshotChecksum.Of(sequence, row.GetInt32(2), row.GetFieldValue<byte[]>(3)) == row.GetInt64(4))
                {
                    covered.Add(row.GetInt64(0), sequence);
                }

                return true;
            },
            cancellation);
        return [.. batches.Select(b => b with { IsCovered = covered.GetValueOrDefault(b.DeviceId) >= b.Sequence || IsErased(b.Device) })];
    }

    public Task<DroppedFront> DropAsync(int shard, long upTo, long beforeMs, CancellationToken cancellation) =>
        log.TransactAsync(transaction => DropAsync(transaction, shard, upTo, beforeMs), cancellation);

    private static async ValueTask<DroppedFront> DropAsync(ISqlTransaction transaction, int shard, long upTo, long beforeMs)
    {
        await transaction.QueryAsync(new SqlQuery("EventLog.lock_shard", shard), row => row.GetInt64(0));
        var needed = await transaction.QueryAsync(new SqlQuery("EventLog.first_needed", shard, upTo, beforeMs), row => row.GetInt64(0));
        var last = needed.Count == 0 ? upTo : needed[0] - 1;
        var dropped = (await transaction.QueryAsync(
            new SqlQuery("EventLog.measure_front", shard, last), row => new DroppedFront(row.GetInt64(0), row.GetInt64(1))))[0];
        if (dropped.Batches == 0)
        {
            return dropped;
        }

        await transaction.ExecuteAsync(new SqlQuery("EventLog.delete_erased_heads", shard, last));
        await transaction.ExecuteAsync(new SqlQuery("EventLog.delete_front", shard, last));
        await transaction.ExecuteAsync(new SqlQuery("EventLog.move_front", shard, last, beforeMs, dropped.Batches, dropped.Bytes));
        return dropped;
    }

    /// <summary>No serial begins like that.</summary>
    private static bool IsErased(DeviceKey device) => device.Serial.StartsWith('~');
}
