using Fleet.Grains.Columns;
using Fleet.Grains.Exports;
using Fleet.Protocol.Metrics;
using Fleet.Storage.Columns;

namespace Fleet.Storage.Exports;

/// <summary>A column of an export that has values of a metric.</summary>
/// <param name="Metric">Whose.</param>
/// <param name="Name">In the exported file.</param>
/// <param name="Of">What it is of the metric: <c>value</c>, <c>mean</c>, <c>sum</c>, <c>min</c>, <c>max</c>, <c>samples</c> or <c>sketch</c>.</param>
/// <param name="Source">Name in column files.</param>
/// <param name="Type">Of the database engine.</param>
/// <param name="Needs">What a column file must have of the metric to have this.</param>
internal sealed record ExportColumn(ExportMetric Metric, string Name, string Of, string Source, string Type, ColumnShape Needs)
{
    /// <summary>Names of the columns that tell of the report.</summary>
    public static readonly IReadOnlyList<string> Report = ["serial", "end_time", "duration_ms", "cohort", "software_type", "software_version", "session"];

    /// <summary>
    /// All columns of the metrics. A metric's value has the metric's key for a name, its other columns <c>key[min]</c> and so on: no key has a bracket in
    /// it, so that no two columns have one name. A metric that is called like a column of the report has <c>key[value]</c>.
    /// </summary>
    public static IEnumerable<ExportColumn> All(ExportRequest request, ExportRows rows) =>
        rows.Metrics.SelectMany(m => Columns(m)).Where(c => request.Format == ExportFormat.Parquet || c.Of != "sketch");

    private static IEnumerable<ExportColumn> Columns(ExportMetric metric)
    {
        var of = metric.Kind switch
        {
            MetricKind.Gauge => "mean",
            MetricKind.Histogram or MetricKind.Timer => "sum",
            _ => "value",
        };
        var value = of == "sum" ? $"{metric.Key}[sum]" : Report.Contains(metric.Key, StringComparer.OrdinalIgnoreCase) ? $"{metric.Key}[value]" : metric.Key;
        yield return new(metric, value, of, ColumnNames.Value(metric.Id), "DOUBLE", ColumnShape.Value);
        if (metric.Shape.HasFlag(ColumnShape.Bounds))
        {
            yield return new(metric, $"{metric.Key}[min]", "min", ColumnNames.Min(metric.Id), "DOUBLE", ColumnShape.Bounds);
            yield return new(metric, $"{metric.Key}[max]", "max", ColumnNames.Max(metric.Id), "DOUBLE", ColumnShape.Bounds);
        }

        if (metric.Shape.HasFlag(ColumnShape.Distribution))
        {
            yield return new(metric, $"{metric.Key}[samples]", "samples", ColumnNames.Samples(metric.Id), "BIGINT", ColumnShape.Distribution);
            yield return new(metric, $"{metric.Key}[sketch]", "sketch", ColumnNames.Sketch(metric.Id), "BLOB", ColumnShape.Distribution);
        }
    }
}
