using Fleet.Domain.Disk;
using Fleet.Domain.Retention;
using Fleet.Grains.Disk;
using Fleet.Protocol.Sync;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Disk;

/// <summary>
/// Measures column files, attachments and symbols by what the tables say of them, attachments that nothing refers to by the folder, and tables by the
/// database: PostgreSQL tells the size of each table, SQLite (whose build here has no <c>dbstat</c>) that of each file.
/// </summary>
/// <param name="databases">Log and read models.</param>
/// <param name="folders">Where attachments and column files are.</param>
/// <param name="operatorFile">Of operators' state on SQLite; null on PostgreSQL, where it is among the tables.</param>
internal sealed class DiskUse(StoreDatabases databases, DiskFolders folders, string? operatorFile) : IDiskUse
{
    private readonly ISqlDatabase _views = databases.Views;

    public async Task<IReadOnlyDictionary<StoragePart, long>> MeasureAsync(CancellationToken cancellation)
    {
        var bytes = new Dictionary<StoragePart, long>
        {
            [StoragePart.ColumnFiles] = (await _views.QueryAsync(new SqlQuery("Disk.sum_column_files"), row => row.GetInt64(0), cancellation))[0],
            [StoragePart.LogAttachments] = 0,
            [StoragePart.CoredumpAttachments] = 0,
        };
        foreach (var (type, sum) in await _views.QueryAsync(
            new SqlQuery("Disk.sum_attachments"), row => ((EntryType)row.GetInt32(0), row.GetInt64(1)), cancellation))
        {
            var part = RetentionRules.KindOf(type) == RetentionKind.Logs ? StoragePart.LogAttachments : StoragePart.CoredumpAttachments;
            bytes[part] += sum;
        }

        bytes[StoragePart.Symbols] = (await databases.Log.QueryAsync(new SqlQuery("Disk.sum_symbols"), row => row.GetInt64(0), cancellation))[0];
        var named = bytes[StoragePart.LogAttachments] + bytes[StoragePart.CoredumpAttachments] + bytes[StoragePart.Symbols];
        bytes[StoragePart.OtherAttachments] = Math.Max(0, folders.AttachmentBytes(cancellation) - named);
        bytes[StoragePart.Symbols] += folders.TableBytes(cancellation);
        foreach (var (part, size) in _views.Dialect == SqlDialect.Sqlite ? await FilesAsync(cancellation) : await TablesAsync(cancellation))
        {
            bytes[part] = bytes.GetValueOrDefault(part) + size;
        }

        return bytes;
    }

    public async Task<IReadOnlyDictionary<StoragePart, long>> OldestAsync(CancellationToken cancellation)
    {
        var oldest = (await _views.QueryAsync(
            new SqlQuery("Disk.oldest"), row => (Part: (StoragePart)row.GetInt32(0), At: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)), cancellation))
            .Where(row => row.At is not null)
            .ToDictionary(row => row.Part, row => row.At!.Value);
        if (oldest.TryGetValue(StoragePart.Rollups, out var bucket))
        {
            oldest[StoragePart.ReadModels] = bucket;
        }

        foreach (var received in await databases.Log.QueryAsync(new SqlQuery("EventLog.oldest_received"), row => row.GetInt64(0), cancellation))
        {
            oldest[StoragePart.EventLog] = received;
        }

        return oldest;
    }

    public Task<bool> AddSampleAsync(long dayMs, IReadOnlyDictionary<StoragePart, long> bytes, long keepFromMs, CancellationToken cancellation) =>
        _views.TransactAsync(
            async transaction =>
            {
                var parts = bytes.ToList();
                var had = (await transaction.QueryAsync(new SqlQuery("Disk.list_samples", dayMs), row => row.GetInt64(0))).Contains(dayMs);
                if (!had)
                {
                    await transaction.WriteAsync(
                        "Disk.insert_sample", SqlColumn.Of(parts, _ => dayMs), SqlColumn.Of(parts, p => (int)p.Key), SqlColumn.Of(parts, p => p.Value));
                    await transaction.ExecuteAsync(new SqlQuery("Disk.delete_samples", keepFromMs));
                }

                return !had;
            },
            cancellation);

    public async Task<bool> HasSampleAsync(long dayMs, CancellationToken cancellation) =>
        (await _views.QueryAsync(new SqlQuery("Disk.list_samples", dayMs), row => row.GetInt64(0), cancellation)).Contains(dayMs);

    public async Task<IReadOnlyDictionary<StoragePart, IReadOnlyList<(long DayMs, long Bytes)>>> SamplesAsync(long fromMs, CancellationToken cancellation)
    {
        var rows = await _views.QueryAsync(
            new SqlQuery("Disk.list_samples", fromMs), row => (Day: row.GetInt64(0), Part: (StoragePart)row.GetInt32(1), Bytes: row.GetInt64(2)), cancellation);
        return rows.GroupBy(row => row.Part).ToDictionary(
            part => part.Key, part => (IReadOnlyList<(long DayMs, long Bytes)>)[.. part.Select(row => (row.Day, row.Bytes))]);
    }

    public long? FreeBytes() => folders.FreeBytes();

    private async Task<IEnumerable<(StoragePart, long)>> FilesAsync(CancellationToken cancellation)
    {
        var log = await databases.Log.QueryAsync(new SqlQuery("Disk.measure_tables"), row => row.GetInt64(1), cancellation);
        var views = await _views.QueryAsync(new SqlQuery("Disk.measure_tables"), row => row.GetInt64(1), cancellation);
        return
        [
            (StoragePart.EventLog, log[0]),
            (StoragePart.ReadModels, views[0]),
            (StoragePart.OperatorState, operatorFile is not null && File.Exists(operatorFile) ? new FileInfo(operatorFile).Length : 0),
        ];
    }

    private async Task<IEnumerable<(StoragePart, long)>> TablesAsync(CancellationToken cancellation) =>
        (await _views.QueryAsync(new SqlQuery("Disk.measure_tables"), row => (Name: row.GetString(0), Bytes: row.GetInt64(1)), cancellation))
        .Select(table => (PartOf(table.Name), table.Bytes));

    private static StoragePart PartOf(string table) => table.Split('.') switch
    {
        ["log", _] => StoragePart.EventLog,
        ["orleans", _] => StoragePart.OperatorState,
        [_, "rollup" or "rollup_partial" or "rollup_software" or "bucket_mark" or "bucket_compaction"] => StoragePart.Rollups,
        _ => StoragePart.ReadModels,
    };
}
