using System.Diagnostics.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Columns;

/// <summary>What the making of column files counts. Meter <c>Fleet.Grains</c>.</summary>
public sealed class ColumnInstruments
{
    public ColumnInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        Written = meter.CreateCounter<long>("fleet.columns.written", "{file}", "Column files written from the log");
        Merged = meter.CreateCounter<long>("fleet.columns.merged", "{file}", "Column files that were merged into others");
        Swept = meter.CreateCounter<long>("fleet.columns.swept", "{file}", "Column files removed since nothing refers to them");
        Failures = meter.CreateCounter<long>("fleet.columns.failures", "{round}", "Rounds of writing or merging that failed and are repeated");
    }

    internal Counter<long> Written { get; }

    internal Counter<long> Merged { get; }

    internal Counter<long> Swept { get; }

    internal Counter<long> Failures { get; }
}
