using System.Text.Json;
using Fleet.Grains.Exports;
using Fleet.Storage.Columns;

namespace Fleet.Storage.Exports;

/// <summary>Writes rows of <see cref="ExportSql"/> into a file, under the names that people know.</summary>
internal static class ExportCopySql
{
    /// <summary>Rows that are compressed together: the engine's own default, and fewer of wide ones, as what is compressed is in memory.</summary>
    private const int MaxGroupRows = 122_880;

    /// <summary>The least that the engine can do.</summary>
    private const int MinGroupRows = 2_048;

    /// <summary>Values that are compressed together: 32 MiB.</summary>
    private const int GroupValues = 4 << 20;

    /// <summary>What a cell must not begin with that a spreadsheet may take for a formula; and the quote that then stands around it.</summary>
    private const string QuotedStarts = "\"=+-@\t\r";

    private const string MetricsMetadata = "fleet.metrics";

    public static string Count(string rows) => $"select count(*), count(distinct device) from ({rows})";

    public static string Copy(ExportFormat format, string rows, IReadOnlyList<ExportColumn> columns, string path) => format == ExportFormat.Csv
        ? Copy(rows, Csv(columns), path, "format csv, header true")
        : Copy(
            rows,
            Parquet(columns),
            path,
            $"format parquet, compression zstd, row_group_size {Math.Clamp(GroupValues / Math.Max(1, columns.Count), MinGroupRows, MaxGroupRows)}, "
            + $"kv_metadata {{'{MetricsMetadata}': '{DuckDb.Quoted(Metadata(columns))}'}}");

    private static string Copy(string rows, IEnumerable<string> select, string path, string options) =>
        $"copy (select {string.Join(", ", select)} from ({rows}) order by serial, end_ms, duration_ms, session) to '{DuckDb.Quoted(path)}' ({options})";

    private static IEnumerable<string> Parquet(IEnumerable<ExportColumn> columns) =>
    [
        "serial", "make_timestamptz(end_ms * 1000) as end_time", "duration_ms", "cohort", "software_type", "software_version", "session",
        .. columns.Select(c => $"{c.Source} as {Identifier(c.Name)}"),
    ];

    private static IEnumerable<string> Csv(IEnumerable<ExportColumn> columns) =>
    [
        $"{Cell("serial")} as serial",
        "strftime(epoch_ms(end_ms), '%Y-%m-%dT%H:%M:%S.%gZ') as end_time",
        "duration_ms",
        .. new[] { "cohort", "software_type", "software_version", "session" }.Select(c => $"{Cell(c)} as {c}"),
        .. columns.Select(c => $"{c.Source} as {Identifier(Quoted(c.Name))}"),
    ];

    /// <summary>As the CSV of devices has it: in quotes of its own, with <c>\"</c> and <c>\\</c>, when it begins like a formula.</summary>
    private static string Cell(string column)
    {
        var starts = string.Join(", ", QuotedStarts.Select(c => $"chr({(int)c})"));
        return $"case when substr({column}, 1, 1) in ({starts}) then '\"' || replace(replace({column}, '\\', '\\\\'), '\"', '\\\"') || '\"' else {column} end";
    }

    private static string Quoted(string name) => QuotedStarts.Contains(name[0], StringComparison.Ordinal) ? $"\"{name}\"" : name;

    private static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Of each column of values: the metric, what it is of it, the metric's kind and unit.</summary>
    private static string Metadata(IEnumerable<ExportColumn> columns) => JsonSerializer.Serialize(columns.ToDictionary(
        c => c.Name,
        c => new Dictionary<string, string>
        {
            ["metric"] = c.Metric.Key,
            ["of"] = c.Of,
            ["kind"] = c.Metric.Kind.ToString().ToLowerInvariant(),
            ["unit"] = c.Metric.Unit,
        }));
}
