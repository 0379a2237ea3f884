using System.Globalization;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>Questions over the rows of <see cref="ColumnRowsSql"/>.</summary>
internal static class ColumnQuerySql
{
    /// <summary>A quarter of what the engine may have of memory.</summary>
    private const long MaxMarkBytes = 256L << 20;

    /// <summary>Of cohorts or versions, which are not known beforehand: as many as an answer may have series.</summary>
    private const int MaxNamedGroups = 1000;

    /// <summary>
    /// One row for each group and point: <c>g, version, bucket, reports, devices, count, sum, min, max</c> and the quantiles, in the order of groups and
    /// points, or as ranked. Sums are compensated (Kahan): the error does not grow with the number of values. A quantile is the value with the rank
    /// <c>floor(q * (n - 1))</c> from 0, as that of a sketch is.
    /// </summary>
    public static string Points(ColumnQuery query, string rows)
    {
        // As few and as small keys as tell the groups apart: each is hashed for each row.
        var marks = MarksDevices(query);
        var distinct = marks ? $"bitstring_agg(i, 0, {Number(query.Selection!.DeviceIds.Count - 1)})" : "count(distinct device)";
        var (group, version, devices, keys) = query.Grouping switch
        {
            ColumnGrouping.None => ("''", "''", distinct, ""),
            ColumnGrouping.Device => ("any_value(g)", "''", "1::bigint", "device, "),
            ColumnGrouping.Software => ("g", "version", distinct, "g, version, "),
            _ => ("g", "''", distinct, "g, "),
        };
        var list = query.Quantiles.Count == 0 ? "" : ", list_sort(list(v)) as l";
        var quantiles = string.Concat(query.Quantiles.Select(q => $", l[1 + floor({Fraction(q)} * (reports - 1))::bigint]"));
        var bounds = query.Bounds ? "min(lo) as least, max(hi) as greatest" : "'0'::double as least, '0'::double as greatest";
        var inner = $"select {group} as g, {version} as version, bucket, count(*) as reports, {devices} as devices, sum(coalesce(n, 1))::bigint as samples, "
            + $"fsum(v) as total, {bounds}{list} from ({rows}) group by {keys}bucket";
        if (marks)
        {
            return $"with p as materialized ({inner}) select g, version, bucket, reports, bit_count(devices), samples, total, least, greatest{quantiles}, "
                + "(sum(reports) over ())::bigint, (select bit_count(bit_or(devices)) from p) from p" + Order(query.Ranking);
        }

        var totals = CountsDevices(query) ? ", (sum(reports) over ())::bigint, count(*) over ()" : "";
        return $"select g, version, bucket, reports, devices, samples, total, least, greatest{quantiles}{totals} from ({inner})" + Order(query.Ranking);
    }

    /// <summary>
    /// Whether the last two columns of each row of <see cref="Points"/> are the reports and devices of all rows, of those too that a ranking leaves out, so that
    /// the files need not be read once more for them.
    /// </summary>
    public static bool HasTotals(ColumnQuery query) => CountsDevices(query) || MarksDevices(query);

    /// <summary>Whether each row of <see cref="Points"/> is a device.</summary>
    private static bool CountsDevices(ColumnQuery query) => query.Grouping == ColumnGrouping.Device && query.StepMs == 0;

    /// <summary>
    /// Whether the devices of a point are marked in a string of bits, one for each device of the selection: counted with a third less work than by hashing them, and those of
    /// all points come by or-ing. Not when the bits of all points would take more than <see cref="MaxMarkBytes"/>.
    /// </summary>
    private static bool MarksDevices(ColumnQuery query)
    {
        if (query.Selection is not { DeviceIds.Count: > 0 } selection || query.Grouping == ColumnGrouping.Device)
        {
            return false;
        }

        var points = query.StepMs == 0 ? 1 : (((double)query.ToMs - query.FromMs) / query.StepMs) + 2;
        var groups = query.Grouping switch { ColumnGrouping.None => 1, ColumnGrouping.Selection => selection.Names.Count, _ => MaxNamedGroups };
        return points * groups * selection.DeviceIds.Count / 8 <= MaxMarkBytes;
    }

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

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
