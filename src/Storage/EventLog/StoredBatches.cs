using Fleet.Storage.Sql;

namespace Fleet.Storage.EventLog;

/// <summary>
/// Batches that an index of the read models names. Two steps and no join, since on SQLite these are two files. Batches are measured first: they are wanted by
/// time and come by position, and their size is known without their bytes being read.
/// </summary>
internal sealed class StoredBatches(ISqlDatabase log)
{
    /// <summary>Leaves of <paramref name="wanted"/>, from its begin on, those whose batches make up one answer; at least one.</summary>
    /// <returns>Those, each with its batch.</returns>
    public async Task<List<(T Wanted, int Format, byte[] Payload)>> LoadAsync<T>(
        IReadOnlyList<T> wanted, Func<T, (int Shard, long Position)> placeOf, CancellationToken cancellation)
    {
        var unread = new Dictionary<(int Shard, long Position), long>();
        foreach (var (shard, positions) in Places(wanted, placeOf))
        {
            foreach (var (position, bytes) in await log.QueryAsync(
                new SqlQuery("EventLog.measure_events_at", shard, positions), row => (Position: row.GetInt64(0), Bytes: row.GetInt64(1)), cancellation))
            {
                unread.Add((shard, position), bytes);
            }
        }

        var total = 0L;
        List<T> fitting =
        [
            .. wanted.TakeWhile(one =>
            {
                if (!unread.Remove(placeOf(one), out var more))
                {
                    // Another of a batch that is in already.
                    return true;
                }

                var fits = total < EventLogReader.MaxReadBytes;
                total += more;
                return fits;
            }),
        ];
        var batches = new Dictionary<(int Shard, long Position), (int Format, byte[] Payload)>();
        foreach (var (shard, positions) in Places(fitting, placeOf))
        {
            foreach (var (position, format, payload) in await log.QueryAsync(
                new SqlQuery("EventLog.load_events_at", shard, positions),
                row => (Position: row.GetInt64(0), Format: row.GetInt32(1), Payload: row.GetFieldValue<byte[]>(2)),
                cancellation))
            {
                batches.Add((shard, position), (format, payload));
            }
        }

        // A device that was just deleted is in the index for a moment longer than in the log.
        return [.. fitting.Where(one => batches.ContainsKey(placeOf(one))).Select(one => (one, batches[placeOf(one)].Format, batches[placeOf(one)].Payload))];
    }

    private static IEnumerable<(int Shard, long[] Positions)> Places<T>(IEnumerable<T> all, Func<T, (int Shard, long Position)> placeOf) =>
        all.Select(placeOf).Distinct().GroupBy(place => place.Shard).Select(shard => (shard.Key, shard.Select(place => place.Position).Order().ToArray()));
}
