using System.Data.Common;
using Fleet.Grains.Columns;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Columns;

/// <summary>The catalog of column files, beside the read models.</summary>
internal sealed class ColumnCatalog(ISqlDatabase views) : IColumnCatalog
{
    /// <summary>In the answer of <c>find_files</c>.</summary>
    private const int CheckpointPart = -1, DeletedPart = -2;

    public async Task<long> LoadCheckpointAsync(int shard, CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Columns.load_checkpoint", shard), row => row.GetInt64(0), cancellation)).FirstOrDefault();

    public Task<bool> AppendAsync(
        int shard,
        long expected,
        long next,
        IReadOnlyCollection<ColumnFile> files,
        IReadOnlyCollection<DeletedRows> deleted,
        CancellationToken cancellation) => views.TransactAsync(
            async transaction =>
            {
                if (await transaction.ExecuteAsync(new SqlQuery("Columns.move_checkpoint", shard, expected, next)) == 0)
                {
                    transaction.Abandon();
                    return false;
                }

                await InsertAsync(transaction, files);
                await transaction.WriteAsync(
                    "Columns.insert_deleted", SqlColumn.Of(deleted, rows => rows.Project), SqlColumn.Of(deleted, rows => rows.DeviceId));
                return true;
            },
            cancellation);

    public async Task<IReadOnlyList<long>> DeletedAsync(string project, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Columns.list_deleted", project), row => row.GetInt64(0), cancellation);

    public Task ForgetDeletedAsync(string project, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) => views.TransactAsync(
        transaction => transaction.ExecuteAsync(new SqlQuery("Columns.forget_deleted", project, deviceIds.ToArray())), cancellation);

    public Task<bool> ReplaceAsync(
        string project, IReadOnlyCollection<ColumnFile> others, IReadOnlyCollection<ColumnFile> files, CancellationToken cancellation) =>
        views.TransactAsync(
            async transaction =>
            {
                foreach (var other in others)
                {
                    if (await transaction.ExecuteAsync(new SqlQuery("Columns.delete_file", project, Name(other))) == 0)
                    {
                        transaction.Abandon();
                        return false;
                    }
                }

                await InsertAsync(transaction, files);
                return true;
            },
            cancellation);

    public async Task<ColumnSnapshot> FindAsync(string project, int part, long fromMs, long toMs, CancellationToken cancellation)
    {
        // One statement, so that all is of one moment. Checkpoints and deleted devices are rows without a name, in parts that no file has.
        var rows = await views.QueryAsync(
            new SqlQuery("Columns.find_files", project, part, fromMs, toMs),
            row => (File: row.GetString(2).Length == 0 ? null : Read(row), Part: row.GetInt32(1), Shard: row.GetInt32(3), Number: row.GetInt64(8)),
            cancellation);
        return new ColumnSnapshot(
            [.. rows.Select(row => row.File).OfType<ColumnFile>()],
            rows.Where(row => row.File is null && row.Part == CheckpointPart).ToDictionary(row => row.Shard, row => row.Number),
            [.. rows.Where(row => row.File is null && row.Part == DeletedPart).Select(row => row.Number)]);
    }

    public async Task<IReadOnlyList<ColumnFile>> ListAsync(string project, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Columns.list_files", project), Read, cancellation);

    private static ValueTask InsertAsync(ISqlTransaction transaction, IReadOnlyCollection<ColumnFile> files) => transaction.WriteAsync(
        "Columns.insert_file",
        SqlColumn.Of(files, file => file.Project),
        SqlColumn.Of(files, file => file.Part),
        SqlColumn.Of(files, Name),
        SqlColumn.Of(files, file => file.Shard),
        SqlColumn.Of(files, file => file.DayMs),
        SqlColumn.Of(files, file => file.FromMs),
        SqlColumn.Of(files, file => file.ToMs),
        SqlColumn.Of(files, file => file.WrittenAtMs),
        SqlColumn.Of(files, file => file.Rows),
        SqlColumn.Of(files, file => file.Bytes),
        SqlColumn.Of(files, file => file.Metrics.Encode()));

    private static string Name(ColumnFile file) => file.Id.ToString("n");

    private static ColumnFile Read(DbDataReader row) => new()
    {
        Project = row.GetString(0),
        Part = row.GetInt32(1),
        Id = Guid.ParseExact(row.GetString(2), "n"),
        Shard = row.GetInt32(3),
        DayMs = row.GetInt64(4),
        FromMs = row.GetInt64(5),
        ToMs = row.GetInt64(6),
        WrittenAtMs = row.GetInt64(7),
        Rows = row.GetInt64(8),
        Bytes = row.GetInt64(9),
        Metrics = ColumnMetrics.Decode(row.GetFieldValue<byte[]>(10)),
    };
}
