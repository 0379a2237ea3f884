using Fleet.Domain.Metrics;

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
    [property: Id(6)] string SoftwareVersion = "")
{
    /// <summary>Numbers of the metric's earlier names, whose values are its too.</summary>
    [Id(7)]
    public int[] AliasIds { get; init; } = [];

    /// <summary>Least valid value; null for none.</summary>
    [Id(8)]
    public double? Min { get; init; }

    /// <summary>Greatest valid value; null for none.</summary>
    [Id(9)]
    public double? Max { get; init; }

    public SeriesQuery(
        StoredMetric metric, int resolution, long fromMs, long toMs, double[] quantiles, string softwareType = "", string softwareVersion = "")
        : this(metric.Id, resolution, fromMs, toMs, quantiles, softwareType, softwareVersion)
    {
        AliasIds = [.. metric.Ids.Skip(1)];
        (Min, Max) = (metric.Range.Min, metric.Range.Max);
    }

    public StoredMetric Metric => new([MetricId, .. AliasIds], new ValidRange(Min, Max));
}
