namespace Fleet.Grains.Metrics;

/// <summary>What an operator says of a metric; null leaves it as it is.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.MetricChange")]
public sealed record MetricChange
{
    [Id(0)]
    public string? DisplayName { get; init; }

    [Id(1)]
    public string? Description { get; init; }

    [Id(2)]
    public string? Unit { get; init; }

    /// <summary>A <c>MetricKind</c>.</summary>
    [Id(3)]
    public int? Kind { get; init; }

    [Id(4)]
    public MetricRangeChange? Range { get; init; }
}
