using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>A <see cref="MetricDefinition"/> between grains.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.MetricInfo")]
public sealed record MetricInfo(
    [property: Id(0)] int Id,
    [property: Id(1)] string Key,
    [property: Id(2)] int Kind,
    [property: Id(3)] string Unit,
    [property: Id(4)] long FirstSeenMs,
    [property: Id(5)] string DisplayName,
    [property: Id(6)] string Description)
{
    public static MetricInfo Of(MetricDefinition metric) => new(metric.Id, metric.Key, (int)metric.Kind, metric.Unit, metric.FirstSeenMs, metric.DisplayName, metric.Description);

    public MetricDefinition ToDefinition() => new(Id, Key, (MetricKind)Kind, Unit, FirstSeenMs, DisplayName, Description);
}
