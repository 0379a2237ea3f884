using System.Diagnostics.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Metrics;

/// <summary>What the catalog of metrics counts. Meter <c>Fleet.Grains</c>.</summary>
public sealed class MetricInstruments
{
    public MetricInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        Refused = meter.CreateCounter<long>("fleet.metrics.refused", "{table}", "Key tables that were refused, since their project has as many metrics or tables as it may have, by project");
    }

    internal Counter<long> Refused { get; }
}
