using System.Globalization;
using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>
/// The rows that a question is about, as a query with the columns <c>device, g, version, bucket, v, lo, hi, n, sketch</c>: device, group, start of
/// the point, value, extremes, samples (null for a single value) and sketch; with a selection also <c>i</c>, the device's index in it. Temporary tables bring what waits for a file and the devices that count.
/// </summary>
internal static class ColumnRowsSql
{
    /// <summary>Temporary table of the rows that no file has: <c>device, serial, end_ms, cohort, software_type, software_version, v, lo, hi, n, sketch</c>.</summary>
    public const string Tail = "tail";

    /// <summary>As <see cref="Tail"/>, of the other metric of a pair.</summary>
    public const string OtherTail = "other_tail";

    /// <summary>Temporary table of the devices that count: <c>device, g, i</c>, with the index of the group's name and of the device.</summary>
    public const string Selection = "selection";

    public const string TailColumns =
        "device BIGINT, serial VARCHAR, end_ms BIGINT, cohort VARCHAR, software_type VARCHAR, software_version VARCHAR, v DOUBLE, lo DOUBLE, hi DOUBLE, n BIGINT, sketch BLOB";

    public static string Of(ColumnQuery query, IReadOnlyList<ColumnFile> files, ColumnFolder folder, bool withSketch) =>
        Of(query, files, folder, withSketch, Tail, "", Inside(query.Range));

    /// <summary>Instead of the rows that count those that do not, since the valid range does not hold their values.</summary>
    public static string SetApart(ColumnQuery query, IReadOnlyList<ColumnFile> files, ColumnFolder folder) =>
        Of(query, files, folder, withSketch: false, Tail, "", $"not ({Inside(query.Range)})");

    /// <summary>The same without sketches and with <c>end_ms</c>, the end of the report.</summary>
    public static string WithEnds(ColumnQuery query, IReadOnlyList<ColumnFile> files, ColumnFolder folder, string tail) =>
        Of(query, files, folder, withSketch: false, tail, ", r.end_ms", Inside(query.Range));

    private static string Of(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, ColumnFolder folder, bool withSketch, string tail, string more, string condition)
    {
        var sources = query.MetricIds
            .SelectMany(id => files
                .GroupBy(f => f.Metrics[id])
                .Where(g => g.Key != ColumnShape.None)
                .OrderBy(g => g.Key)
                .Select(g => Source(query, id, g.Key, folder.SourceOf(g.OrderBy(f => f.DayMs).ThenBy(f => f.Id)), withSketch)))
            .Append($"select device, serial, end_ms, cohort, software_type, software_version, v, lo, hi, n{(withSketch ? ", sketch" : "")} from {tail}");
        var (group, version) = query.Grouping switch
        {
            ColumnGrouping.None => ("''", "''"),
            ColumnGrouping.Cohort => ("r.cohort", "''"),
            ColumnGrouping.Software => ("r.software_type", "r.software_version"),
            ColumnGrouping.Device => ("r.serial", "''"),
            ColumnGrouping.Selection => ("s.g", "''"),
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Grouping, "no such grouping"),
        };
        var (join, index) = query.Selection is null ? ("", "") : ($" join {Selection} s on s.device = r.device", ", s.i");
        return $"select r.device, {group} as g, {version} as version, {Bucket(query)} as bucket, r.v, r.lo, r.hi, r.n{(withSketch ? ", r.sketch" : "")}{index}{more} "
            + $"from ({string.Join(" union all ", sources)}) r{join}{Where(query, condition)}";
    }

    /// <summary>A condition; empty when every value is valid.</summary>
    private static string Inside(ValidRange range) => string.Join(
        " and ",
        new[] { range.Min is { } min ? $"r.lo >= {Literal(min)}" : "", range.Max is { } max ? $"r.hi <= {Literal(max)}" : "" }.Where(c => c.Length > 0));

    private static string Where(ColumnQuery query, string condition)
    {
        var conditions = new List<string>();
        if (condition.Length > 0)
        {
            conditions.Add(condition);
        }

        if (query.Cohort is { } cohort)
        {
            conditions.Add($"r.cohort = '{DuckDb.Quoted(cohort)}'");
        }

        if (query.Software is { } software)
        {
            conditions.Add($"r.software_type = '{DuckDb.Quoted(software.Type)}' and r.software_version = '{DuckDb.Quoted(software.Version)}'");
        }

        if (query.Deleted.Count > 0)
        {
            conditions.Add($"r.device not in ({string.Join(", ", query.Deleted.Select(Number))})");
        }

        return conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}";
    }

    private static string Bucket(ColumnQuery query) => query.StepMs == 0
        ? $"{Number(query.FromMs)}::bigint"
        : $"(r.end_ms // {Number(query.StepMs)}) * {Number(query.StepMs)}";

    /// <summary>Files are read together when they have the same columns of the metric; what else they have does not matter.</summary>
    private static string Source(ColumnQuery query, int metric, ColumnShape shape, string files, bool withSketch)
    {
        var value = ColumnNames.Value(metric);
        var (low, high) = shape.HasFlag(ColumnShape.Bounds)
            ? ($"coalesce({ColumnNames.Min(metric)}, {value})", $"coalesce({ColumnNames.Max(metric)}, {value})")
            : (value, value);
        var (samples, sketch) = shape.HasFlag(ColumnShape.Distribution)
            ? (ColumnNames.Samples(metric), ColumnNames.Sketch(metric))
            : ("null::bigint", "null::blob");
        return $"select device, serial, end_ms, cohort, software_type, software_version, {value} as v, {low} as lo, {high} as hi, {samples} as n"
            + (withSketch ? $", {sketch} as sketch" : "")
            + $" from {files}"
            + $" where {value} is not null and end_ms >= {Number(query.FromMs)} and end_ms < {Number(query.ToMs)}";
    }

    /// <summary>Read from text: a literal would be a decimal.</summary>
    private static string Literal(double value) => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'::double";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
