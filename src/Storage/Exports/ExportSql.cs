using System.Globalization;
using Fleet.Grains.Columns;
using Fleet.Grains.Exports;
using Fleet.Storage.Columns;

namespace Fleet.Storage.Exports;

/// <summary>The rows of an export as a query, with the columns of <see cref="ColumnNames"/>: one for each report.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="rows">Where it is.</param>
/// <param name="columns">Of the metrics.</param>
/// <param name="folder">Where files are.</param>
internal sealed class ExportSql(ExportRequest request, ExportRows rows, IReadOnlyList<ExportColumn> columns, ColumnFolder folder)
{
    /// <summary>Temporary table of the reports that no file has.</summary>
    public const string Tail = "export_tail";

    /// <summary>Temporary table of the devices that are asked for: <c>device</c>.</summary>
    public const string Devices = "export_devices";

    /// <summary>What tells reports apart in files of different parts.</summary>
    private static readonly string[] ReportColumns = ["device", "serial", "end_ms", "duration_ms", "cohort", "software_type", "software_version", "session"];

    private static readonly string Report = string.Join(", ", ReportColumns);

    /// <summary>Columns of <see cref="Tail"/>, with their types.</summary>
    public string TailColumns => string.Join(", ", columns.Select(c => $"{c.Source} {c.Type}").Prepend(ColumnNames.Report));

    public string Rows()
    {
        var tail = $"select {string.Join(", ", columns.Select(c => c.Source).Prepend(Report))} from {Tail}";
        var parts = rows.Files.Where(f => f.Value.Count > 0).OrderBy(f => f.Key).Select(f => (f.Key, Of: Part(f.Key, f.Value))).ToList();
        return parts.Count == 0 ? tail : $"{(parts.Count == 1 ? Whole(parts[0].Key, parts[0].Of) : Joined(parts))} union all {tail}";
    }

    /// <summary>Rows of the files of a part, with its own columns.</summary>
    private string Part(int part, IReadOnlyList<ColumnFile> files)
    {
        var found = ColumnMetrics.Union(files.Select(f => f.Metrics));
        var paths = files.Select(folder.PathOf).Order(StringComparer.Ordinal).Select(p => $"'{DuckDb.Quoted(p)}'");
        var values = Of(part).Select(c => $"{Value(c, found[c.Metric.Id])} as {c.Source}");
        var conditions = new List<string> { $"end_ms >= {Number(request.FromMs)}", $"end_ms < {Number(request.ToMs)}" };
        if (request.DeviceIds is not null)
        {
            conditions.Add($"device in (select device from {Devices})");
        }

        if (rows.Deleted.Count > 0)
        {
            conditions.Add($"device not in ({string.Join(", ", rows.Deleted.Select(Number))})");
        }

        if (rows.OnlyWithMetrics)
        {
            var present = rows.Metrics.Where(m => ColumnLayout.PartOf(m.Id) == part && found[m.Id] != ColumnShape.None).Select(m => ColumnNames.Value(m.Id)).ToList();
            conditions.Add(present.Count == 0 ? "false" : $"coalesce({string.Join(", ", present)}) is not null");
        }

        return $"select {string.Join(", ", values.Prepend(Report))} from read_parquet([{string.Join(", ", paths)}], union_by_name = true) where {string.Join(" and ", conditions)}";
    }

    /// <summary>Where files have no column of their own the value is its own extreme, and there are no samples.</summary>
    private static string Value(ExportColumn column, ColumnShape found)
    {
        if (!found.HasFlag(ColumnShape.Value))
        {
            return $"null::{column.Type}";
        }

        var value = ColumnNames.Value(column.Metric.Id);
        return (column.Needs, found.HasFlag(column.Needs)) switch
        {
            (ColumnShape.Bounds, true) => $"coalesce({column.Source}, {value})",
            (ColumnShape.Bounds, false) => value,
            (_, true) => column.Source,
            _ => $"null::{column.Type}",
        };
    }

    /// <summary>All columns, of rows that have those of one part.</summary>
    private string Whole(int part, string of) =>
        $"select {string.Join(", ", columns.Select(c => PartOf(c) == part ? c.Source : $"null::{c.Type} as {c.Source}").Prepend(Report))} from ({of})";

    /// <summary>
    /// All columns, of rows that have those of several parts. Where one device has several reports that nothing tells apart (same end, length, session ...), it
    /// is not known which rows belong together, and each remains a row of its own. Two such reports, one with values of one part only and the other of the other,
    /// do become one row: nothing tells them from a report with both.
    /// </summary>
    private string Joined(IReadOnlyList<(int Part, string Of)> parts)
    {
        var joined = "";
        var before = new List<string>();
        foreach (var (part, of) in parts)
        {
            var own = Of(part).Select(c => c.Source).ToList();
            var alone = $"select *, case when ({Report}) in (select ({Report}) from ({of}) group by {Report} having count(*) > 1) then {part + 1} else 0 end as twin from ({of})";
            joined = joined.Length == 0 ? alone : Join(joined, alone, [.. before, .. own]);
            before.AddRange(own);
        }

        return $"select {string.Join(", ", columns.Select(c => before.Contains(c.Source) ? c.Source : $"null::{c.Type} as {c.Source}").Prepend(Report))} from ({joined})";
    }

    private static string Join(string left, string right, IEnumerable<string> values)
    {
        string[] keys = [.. ReportColumns, "twin"];
        return $"select {string.Join(", ", keys.Select(k => $"coalesce(a.{k}, b.{k}) as {k}").Concat(values))} from ({left}) a full join ({right}) b on "
            + string.Join(" and ", keys.Select(k => $"a.{k} = b.{k}"));
    }

    private IEnumerable<ExportColumn> Of(int part) => columns.Where(c => PartOf(c) == part);

    private static int PartOf(ExportColumn column) => ColumnLayout.PartOf(column.Metric.Id);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
