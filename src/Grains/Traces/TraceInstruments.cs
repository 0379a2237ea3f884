using System.Diagnostics.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Traces;

/// <summary>What the making of traces and of issues' rows counts. Meter <c>Fleet.Grains</c>.</summary>
public sealed class TraceInstruments
{
    public TraceInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        Taken = meter.CreateCounter<long>("fleet.traces.taken", "{trace}", "Traces taken up from the log, those without a row too");
        Expired = meter.CreateCounter<long>("fleet.traces.expired", "{trace}", "Traces that had expired when they were taken up: counted, and without a row");
        Cores = meter.CreateCounter<long>("fleet.traces.cores", "{core}", "Cores put on the work list when they came");
        Failures = meter.CreateCounter<long>("fleet.traces.failures", "{round}", "Rounds of making traces or rows of issues that failed and are repeated");
        Merged = meter.CreateCounter<long>("fleet.issues.merged", "{row}", "Rows of issues made again from what the shards count");
    }

    internal Counter<long> Taken { get; }

    internal Counter<long> Expired { get; }

    internal Counter<long> Cores { get; }

    internal Counter<long> Failures { get; }

    internal Counter<long> Merged { get; }
}
