namespace Fleet.Grains.Metrics;

/// <summary>What is asked of a series of buckets.</summary>
/// <param name="MetricId">Of the project.</param>
/// <param name="Resolution">A <c>Resolution</c>.</param>
/// <param name="FromMs">First bucket start, milliseconds since 1970 UTC.</param>
/// <param name="ToMs">Bucket starts are below.</param>
/// <param name="Quantiles">Each in 0..1.</param>
/// <param name="SoftwareType">Empty for all software.</param>
/// <param name="SoftwareVersion">Empty for all software.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.SeriesQuery")]
public sealed record SeriesQuery(
    [property: Id(0)] int MetricId,
    [property: Id(1)] int Resolution,
    [property: Id(2)] long FromMs,
    [property: Id(3)] long ToMs,
    [property: Id(4)] double[] Quantiles,
    [property: Id(5)] string SoftwareType = "",
    [property: Id(6)] string SoftwareVersion = "");
