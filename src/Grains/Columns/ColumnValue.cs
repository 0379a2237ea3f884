using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>What one report says of one numeric metric, as the column files hold it.</summary>
/// <param name="MetricId">Of the project.</param>
/// <param name="Value">Counter, set: its value. Gauge: its time-weighted mean. Distribution: the sum of its samples.</param>
/// <param name="Min">Least value in the interval.</param>
/// <param name="Max">Greatest value in the interval.</param>
/// <param name="Samples">Of a distribution; 0 for a single value.</param>
/// <param name="Sketch">Of a distribution: its encoded <see cref="QuantileSketch"/>; else empty.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ColumnValue")]
public readonly record struct ColumnValue(
    [property: Id(0)] int MetricId,
    [property: Id(1)] double Value,
    [property: Id(2)] double Min,
    [property: Id(3)] double Max,
    [property: Id(4)] long Samples,
    [property: Id(5)] byte[] Sketch)
{
    /// <summary>False for what is not aggregated: texts and flags.</summary>
    public static bool TryOf(int metricId, in MetricValue value, out ColumnValue column)
    {
        column = value.Shape switch
        {
            MetricShape.Scalar => new ColumnValue(metricId, value.Value, value.Value, value.Value, 0, []),
            MetricShape.Gauge => new ColumnValue(
                metricId, value.Mean, Math.Min(value.Min, value.Mean), Math.Max(value.Max, value.Mean), 0, []),
            MetricShape.Distribution => new ColumnValue(metricId, value.Value, value.Min, value.Max, value.Count, value.Sketch.ToArray()),
            _ => default,
        };
        return value.Shape is MetricShape.Scalar or MetricShape.Gauge or MetricShape.Distribution;
    }

    /// <summary>Whether the extremes say more than the value does.</summary>
    public bool HasBounds => Samples > 0 || Min != Value || Max != Value;
}
