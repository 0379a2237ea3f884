using Fleet.Storage.Sql;

namespace Fleet.Storage.EventLog;

/// <summary>
/// Erases devices from the log, in pieces, so that appends do not wait long behind one. A device's batches are a chain from its last one back; each piece
/// takes those behind the last batch and ties the rest of the chain to it, so that what is left is whole at any time. The last piece lets the serial go.
/// </summary>
/// <param name="log">The database.</param>
/// <param name="pieceSize">Batches of one transaction.</param>
internal sealed class DeviceErasure(ISqlDatabase log, int pieceSize = DeviceErasure.PieceSize)
{
    /// <summary>Some tens of milliseconds.</summary>
    public const int PieceSize = 2_000;

    public async Task EraseAsync(int shard, long deviceId, CancellationToken cancellation)
    {
        while (await EraseSomeAsync(shard, deviceId, cancellation))
        {
        }
    }

    /// <summary>One piece.</summary>
    /// <returns>Whether there is more.</returns>
    public Task<bool> EraseSomeAsync(int shard, long deviceId, CancellationToken cancellation) =>
        log.TransactAsync(transaction => EraseAsync(transaction, shard, deviceId), cancellation);

    private async ValueTask<bool> EraseAsync(ISqlTransaction transaction, int shard, long deviceId)
    {
        await transaction.QueryAsync(new SqlQuery("EventLog.lock_shard", shard), row => row.GetInt64(0));
        var ends = await transaction.QueryAsync(new SqlQuery("EventLog.load_chain_end", deviceId), row => (Position: row.GetInt64(0), Previous: row.GetInt64(1)));
        if (ends.Count == 0)
        {
            return false;
        }

        var (position, previous) = ends[0];
        var piece = await transaction.QueryAsync(
            new SqlQuery("EventLog.list_chain", shard, previous, pieceSize), row => (Position: row.GetInt64(0), Previous: row.GetInt64(1)));
        if (piece.Count > 0)
        {
            await transaction.ExecuteAsync(new SqlQuery("EventLog.delete_events_at", shard, piece.Select(p => p.Position).ToArray()));
            await transaction.ExecuteAsync(new SqlQuery("EventLog.tie_chain", shard, position, piece[^1].Previous));
        }

        if (piece.Count == pieceSize)
        {
            return true;
        }

        await transaction.ExecuteAsync(new SqlQuery("EventLog.delete_snapshot", deviceId));
        await transaction.ExecuteAsync(new SqlQuery("EventLog.release_serial", deviceId));
        return false;
    }
}
