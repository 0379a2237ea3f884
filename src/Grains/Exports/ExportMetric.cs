using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Exports;

/// <summary>A metric of an export.</summary>
/// <param name="Id">Of the project.</param>
/// <param name="Key">Names its columns.</param>
/// <param name="Kind">Of the metric.</param>
/// <param name="Unit">May be empty.</param>
/// <param name="Shape">Which columns it has: those of its kind, and those that its values need.</param>
public sealed record ExportMetric(int Id, string Key, MetricKind Kind, string Unit, ColumnShape Shape)
{
    public static ExportMetric Of(MetricDefinition metric, ColumnShape found) => new(metric.Id, metric.Key, metric.Kind, metric.Unit, found | ColumnShape.Value | ShapeOf(metric.Kind));

    /// <summary>What values of a kind have besides the value, so that a file's columns do not depend on what happens to be in it.</summary>
    private static ColumnShape ShapeOf(MetricKind kind) => kind switch
    {
        MetricKind.Gauge => ColumnShape.Bounds,
        MetricKind.Histogram or MetricKind.Timer => ColumnShape.Bounds | ColumnShape.Distribution,
        _ => ColumnShape.None,
    };
}
