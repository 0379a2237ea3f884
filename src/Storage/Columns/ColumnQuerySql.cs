using System.Globalization;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>Questions over the rows of <see cref="ColumnRowsSql"/>.</summary>
internal static class ColumnQuerySql
{
    /// <summary>
    /// One row for each group and point: <c>g, version, bucket, reports, devices, count, sum, min, max</c> and the quantiles, in the order of groups and
    /// points, or as ranked. Sums are compensated (Kahan): the error does not grow with the number of values. A quantile is the value with the rank
    /// <c>floor(q * (n - 1))</c> from 0, as that of a sketch is.
    /// </summary>
    public static string Points(ColumnQuery query, string rows)
    {
        // As few and as small keys as tell the groups apart: each is hashed for each row.
        var (group, version, devices, keys) = query.Grouping switch
        {
            ColumnGrouping.None => ("''", "''", "count(distinct device)", ""),
            ColumnGrouping.Device => ("any_value(g)", "''", "1::bigint", "device, "),
            ColumnGrouping.Software => ("g", "version", "count(distinct device)", "g, version, "),
            _ => ("g", "''", "count(distinct device)", "g, "),
        };
        var list = query.Quantiles.Count == 0 ? "" : ", list_sort(list(v)) as l";
        var quantiles = string.Concat(query.Quantiles.Select(q => $", l[1 + floor({Fraction(q)} * (reports - 1))::bigint]"));
        var totals = CountsDevices(query) ? ", (sum(reports) over ())::bigint, count(*) over ()" : "";
        return "select g, version, bucket, reports, devices, samples, total, least, greatest" + quantiles + totals
            + $" from (select {group} as g, {version} as version, bucket, count(*) as reports, {devices} as devices, sum(coalesce(n, 1))::bigint as samples, "
            + $"fsum(v) as total, min(lo) as least, max(hi) as greatest{list} from ({rows}) group by {keys}bucket)"
            + Order(query.Ranking);
    }

    /// <summary>
    /// Whether each row of <see cref="Points"/> is a device. The last two columns of each are then the totals, of those too that a ranking leaves
    /// out, so that the rows need not be read once more for them.
    /// </summary>
    public static bool CountsDevices(ColumnQuery query) => query.Grouping == ColumnGrouping.Device && query.StepMs == 0;

    /// <summary>
    /// One row for each device: <c>device, count, sum, min, max</c>, least and greatest value of its reports (of a distribution the mean), and how many
    /// of them are a value.
    /// </summary>
    public static string Windows(string rows, double? equalTo) =>
        "select device, sum(coalesce(n, 1))::bigint, fsum(v), min(lo), max(hi), min(v / coalesce(n, 1)), max(v / coalesce(n, 1)), "
        + (equalTo is { } value ? $"count(*) filter (where v / coalesce(n, 1) = {Literal(value)})" : "0::bigint")
        + $" from ({rows}) group by device";

    /// <summary>Reports and distinct devices of all rows, and least and greatest single value, null when there are none.</summary>
    public static string Totals(string rows) =>
        $"select count(*), count(distinct device), min(v) filter (where n is null), max(v) filter (where n is null) from ({rows})";

    /// <summary>Reports by start of the point.</summary>
    public static string ByPoint(string rows) => $"select bucket, count(*) from ({rows}) group by bucket";

    /// <summary>The mean of each device's values, in the order of devices.</summary>
    public static string DeviceMeans(string rows) => $"select fsum(v) / sum(coalesce(n, 1)) from ({rows}) group by device order by device";

    /// <summary>One row for each group and point: <c>g, version, bucket, devices, positive</c>.</summary>
    public static string DeviceCounts(string rows) =>
        "select g, version, bucket, count(*), count(*) filter (where total > 0)"
        + $" from (select g, version, bucket, device, fsum(v) as total from ({rows}) group by g, version, bucket, device)"
        + " group by g, version, bucket order by g, version, bucket";

    /// <summary>
    /// One row for each group and point: <c>g, version, bucket, devices, first, second</c>. Reports are told apart by device and end; two with the same end count
    /// as one, so that each is paired once.
    /// </summary>
    /// <param name="rows">With ends.</param>
    /// <param name="others">With ends.</param>
    public static string Pairs(string rows, string others) =>
        "select a.g, a.version, a.bucket, count(distinct a.device), fsum(a.v), fsum(b.v)"
        + $" from (select device, end_ms, g, version, bucket, fsum(v) as v from ({rows}) group by device, end_ms, g, version, bucket) a"
        + $" join (select device, end_ms, g, version, fsum(v) as v from ({others}) group by device, end_ms, g, version) b"
        + " on a.device = b.device and a.end_ms = b.end_ms and a.g = b.g and a.version = b.version"
        + " group by a.g, a.version, a.bucket order by a.g, a.version, a.bucket";

    /// <summary>Single values by bin: from 0, with -1 for what is below and the number of bins for what is above.</summary>
    public static string Bins(string rows, double from, double to, int bins) =>
        $"select case when v < {Literal(from)} then -1 when v > {Literal(to)} then {bins} "
        + $"else least({bins - 1}, floor((v - {Literal(from)}) / {Literal((to - from) / bins)})::integer) end as bin, count(*) from ({rows}) where n is null group by bin";

    private static string Order(ColumnRanking? ranking)
    {
        if (ranking is null)
        {
            return " order by g, version, bucket";
        }

        var by = ranking.By switch
        {
            ColumnStatistic.Mean => "total / samples",
            ColumnStatistic.Sum => "total",
            ColumnStatistic.Count => "samples",
            ColumnStatistic.Min => "least",
            ColumnStatistic.Max => "greatest",
            _ => throw new ArgumentOutOfRangeException(nameof(ranking), ranking.By, "no such statistic"),
        };
        return $" order by {by} {(ranking.Ascending ? "asc" : "desc")}, g, version limit {ranking.Limit.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Read from text: a literal would be a decimal.</summary>
    private static string Literal(double value) => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'::double";

    private static string Fraction(double q) => Literal(q);
}
