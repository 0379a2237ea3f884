using System.Text.Json;
using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>Makes column files: under another name first, flushed to the disk, then under their own.</summary>
internal sealed class ColumnFileWriter(ColumnFolder folder, TimeProvider time)
{
    /// <summary>Rows that are compressed together. DuckDB's own default; a question skips groups whose times do not touch its range.</summary>
    private const int RowGroupRows = 122_880;

    /// <summary>
    /// Different values of a column up to which numbers in a dictionary stand for them: enough for errors that are counted by ones. Beyond it the
    /// bytes of the values are split by place, which takes a sixth less than a dictionary of the gauges of a fleet.
    /// </summary>
    private const int DictionaryValues = 64;

    /// <summary>Of zstd: above it files hardly become smaller, and below it they become larger.</summary>
    private const int CompressionLevel = 6;

    private const string Table = "rows_to_write";

    public ColumnFile Write(
        DuckDBConnection connection, ColumnFile draft, IEnumerable<ColumnReport> reports, IReadOnlyDictionary<int, string> keys)
    {
        Execute(connection, $"create temp table {Table} ({ColumnNames.Report}, {string.Join(", ", ColumnNames.Of(draft.Metrics))})");
        using (var appender = connection.CreateAppender("temp", "main", Table))
        {
            foreach (var report in reports)
            {
                Append(appender, report, draft.Metrics);
            }
        }

        return Copy(connection, draft, $"select * from {Table}", keys);
    }

    public ColumnFile Merge(DuckDBConnection connection, ColumnFile draft, IEnumerable<ColumnFile> files, IReadOnlyDictionary<int, string> keys)
    {
        var paths = string.Join(", ", files.Select(f => $"'{DuckDb.Quoted(folder.PathOf(f))}'"));
        return Copy(connection, draft, $"select * from read_parquet([{paths}], union_by_name = true) order by device, end_ms", keys);
    }

    /// <summary>How many rows of a file are of some devices.</summary>
    public long CountOf(DuckDBConnection connection, ColumnFile file, IEnumerable<long> deviceIds)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {Source(file)} where device in ({string.Join(", ", deviceIds)})";
        return (long)command.ExecuteScalar()!;
    }

    public ColumnFile Without(
        DuckDBConnection connection, ColumnFile draft, ColumnFile file, IEnumerable<long> deviceIds, IReadOnlyDictionary<int, string> keys) =>
        Copy(connection, draft, $"select * from {Source(file)} where device not in ({string.Join(", ", deviceIds)})", keys);

    /// <summary>How many rows of a file end at a time or later, and the first end of these; 0 when there are none.</summary>
    public (long Rows, long FirstMs) CountSince(DuckDBConnection connection, ColumnFile file, long fromMs)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*), coalesce(min(end_ms), 0) from {Source(file)} where end_ms >= {fromMs}";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public ColumnFile Since(DuckDBConnection connection, ColumnFile draft, ColumnFile file, long fromMs, IReadOnlyDictionary<int, string> keys) =>
        Copy(connection, draft, $"select * from {Source(file)} where end_ms >= {fromMs}", keys);

    private string Source(ColumnFile file) => folder.SourceOf([file]);

    private static void Append(DuckDBAppender appender, ColumnReport report, ColumnMetrics metrics)
    {
        var row = ReportRow.Begin(appender, report);
        foreach (var (metric, shape) in metrics.Shapes)
        {
            var has = report.TryFind(metric, out var value);
            row = has ? row.AppendValue(value.Value) : row.AppendNullValue();
            if (shape.HasFlag(ColumnShape.Bounds))
            {
                row = has && value.HasBounds ? row.AppendValue(value.Min).AppendValue(value.Max) : row.AppendNullValue().AppendNullValue();
            }

            if (shape.HasFlag(ColumnShape.Distribution))
            {
                row = has && value.Samples > 0 ? row.AppendValue(value.Samples).AppendValue(value.Sketch) : row.AppendNullValue().AppendNullValue();
            }
        }

        row.EndRow();
    }

    private ColumnFile Copy(DuckDBConnection connection, ColumnFile draft, string rows, IReadOnlyDictionary<int, string> keys)
    {
        var temporary = folder.TemporaryPathOf(draft.Project, draft.DayMs, draft.Id);
        var names = JsonSerializer.Serialize(draft.Metrics.Shapes.Keys.Where(keys.ContainsKey).ToDictionary(id => $"m{id}", id => keys[id]));
        Execute(
            connection,
            $"copy ({rows}) to '{DuckDb.Quoted(temporary)}' (format parquet, compression zstd, compression_level {CompressionLevel}, "
            + $"parquet_version v2, dictionary_size_limit {DictionaryValues}, row_group_size {RowGroupRows}, "
            + $"kv_metadata {{'{ColumnNames.Keys}': '{DuckDb.Quoted(names)}'}})");
        using (var written = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            written.Flush(flushToDisk: true);
        }

        var path = folder.PathOf(draft);
        File.Move(temporary, path);
        return draft with { Bytes = new FileInfo(path).Length, WrittenAtMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
