namespace Fleet.Grains.Metrics;

/// <summary>How many keys of metrics a project has and may have, and what was refused.</summary>
/// <param name="Limit">How many it may have.</param>
/// <param name="Used">How many it has.</param>
/// <param name="Refused">How often a table with new keys was refused: a device brings it again with each report.</param>
/// <param name="Keys">Of those that were refused last, by key; at most <see cref="IMetricGuardStore.MaxRefusedKeys"/>.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.MetricGuard")]
public sealed record MetricGuard(
    [property: Id(0)] int Limit, [property: Id(1)] int Used, [property: Id(2)] long Refused, [property: Id(3)] IReadOnlyList<RefusedKey> Keys);
