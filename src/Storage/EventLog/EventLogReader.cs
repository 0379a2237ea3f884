using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.EventLog;

/// <summary>Reads the event log.</summary>
internal sealed class EventLogReader(ISqlDatabase log)
{
    /// <summary>Payload of one read; the row that passes it is the last.</summary>
    public const int MaxReadBytes = 16 * 1024 * 1024;

    /// <summary>
    /// What is stored of a device. A snapshot that is damaged is passed over while the batches that it stands for are there; then nothing is lost but
    /// time.
    /// </summary>
    public async Task<DeviceHistory> LoadAsync(DeviceKey device, CancellationToken cancellation)
    {
        var (history, isDamaged) = await LoadAsync(device, 0, cancellation);
        if (!isDamaged)
        {
            return history;
        }

        StorageInstruments.DamagedSnapshots.Add(1);
        var whole = (await LoadAsync(device, 1, cancellation)).History;
        return whole.Batches.Count > 0 && whole.Batches[0].Sequence == 1 && whole.Batches.Count == whole.Sequence
            ? whole
            : throw new InvalidDataException(
                $"{device}: its snapshot of batch {history.Snapshot!.Sequence} is damaged, and not all of the batches before it are in the log any more; put it back from a backup");
    }

    /// <summary>
    /// A device's head and snapshot are the first row, the batches after the snapshot the others: one statement, so that all is of the same
    /// moment.
    /// </summary>
    private async Task<(DeviceHistory History, bool IsDamaged)> LoadAsync(DeviceKey device, int isBehindSnapshot, CancellationToken cancellation)
    {
        var rows = await log.QueryAsync(
            new SqlQuery("EventLog.load_history", device.Project, device.Serial, isBehindSnapshot),
            row => (
                DeviceId: row.GetInt64(5),
                Sequence: row.GetInt64(1),
                Base: row.GetInt64(2),
                Format: row.IsDBNull(3) ? 0 : row.GetInt32(3),
                Bytes: row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
                Checksum: row.IsDBNull(6) ? (long?)null : row.GetInt64(6)),
            cancellation);
        if (rows.Count == 0)
        {
            return (new DeviceHistory(0, null, []), IsDamaged: false);
        }

        var head = rows[0];
        var snapshot = head.Bytes is null ? null : new DeviceSnapshot(head.Base, head.Format, head.Bytes);
        var history = new DeviceHistory(head.Sequence, snapshot, [.. rows.Skip(1).Select(row => new StoredBatch(row.Sequence, row.Format, row.Bytes!))]) { DeviceId = head.DeviceId };

        // One from before there were checksums has none.
        return (history, snapshot is not null && head.Checksum is { } checksum && checksum != SnapshotChecksum.Of(snapshot));
    }

    public async Task<int> CountShardsAsync(CancellationToken cancellation) =>
        (await log.QueryAsync(new SqlQuery("EventLog.count_shards"), row => row.GetInt32(0), cancellation))[0];

    public async Task<IReadOnlyList<long>> HeadsAsync(CancellationToken cancellation) =>
        await log.QueryAsync(new SqlQuery("EventLog.load_heads"), row => row.GetInt64(0), cancellation);

    public async Task<long> LengthAsync(CancellationToken cancellation) =>
        (await log.QueryAsync(new SqlQuery("EventLog.sum_heads"), row => row.GetInt64(0), cancellation))[0];

    public async Task<IReadOnlyList<LogRow>> ReadAsync(int shard, long after, int limit, CancellationToken cancellation)
    {
        var bytes = 0L;
        return await log.QueryAsync(
            new SqlQuery("EventLog.read_shard", shard, after, limit),
            row => new LogRow(
                row.GetInt64(0),
                row.GetInt64(1),
                new DeviceKey(row.GetString(2), row.GetString(3)),
                row.GetInt64(4),
                row.GetInt32(5),
                row.GetFieldValue<byte[]>(6)),
            cancellation,
            row => (bytes += row.Payload.Length) >= MaxReadBytes);
    }
}
