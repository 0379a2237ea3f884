using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Metrics;

/// <summary>Metrics as the contract writes them.</summary>
internal static class MetricMessages
{
    public static Metric Of(MetricInfo metric) => new()
    {
        Key = metric.Key,
        Kind = (MetricKind)metric.Kind,
        Unit = metric.Unit,
        FirstSeenTime = TimeRange.Stamp(metric.FirstSeenMs),
        DisplayName = metric.DisplayName,
        Description = metric.Description,
    };
}
