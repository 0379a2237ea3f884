namespace Fleet.Grains.Metrics;

/// <summary>The valid range of a metric from now on, as a whole.</summary>
/// <param name="Min">Null for no lower end.</param>
/// <param name="Max">Null for no upper end.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.MetricRangeChange")]
public sealed record MetricRangeChange([property: Id(0)] double? Min, [property: Id(1)] double? Max);
