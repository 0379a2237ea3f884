namespace Fleet.Grains.Metrics;

/// <summary>A series, and what it is made of.</summary>
/// <param name="Points">By start.</param>
/// <param name="Reports">Of all points.</param>
/// <param name="Devices">Distinct devices of all points.</param>
/// <param name="StaleBuckets">Buckets of the range whose parts have moved on and which are not merged again yet.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.SeriesAnswer")]
public sealed record SeriesAnswer(
    [property: Id(0)] IReadOnlyList<SeriesPoint> Points,
    [property: Id(1)] long Reports,
    [property: Id(2)] long Devices,
    [property: Id(3)] int StaleBuckets = 0);
