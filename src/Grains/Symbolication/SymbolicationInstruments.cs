using System.Diagnostics.Metrics;
using Fleet.Grains.Traces;

namespace Fleet.Grains.Symbolication;

/// <summary>What the work on cores counts, in the meter <c>Fleet.Symbolication</c>.</summary>
public sealed class SymbolicationInstruments
{
    public const string MeterName = "Fleet.Symbolication";

    private readonly Counter<long> _ended;
    private readonly Counter<long> _announced;
    private readonly Counter<long> _again;
    private TraceWorkload _load;

    public SymbolicationInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _ended = meter.CreateCounter<long>("fleet.symbolication.ended", "{crash}", "Crashes that the work on ended, by outcome and whether there was a core");
        Tries = meter.CreateCounter<long>("fleet.symbolication.tries", "{try}", "Tries that are repeated: a worker did not survive the core, or there was no worker");
        Overtaken = meter.CreateCounter<long>("fleet.symbolication.overtaken", "{crash}", "Results that were thrown away, since somebody else had taken the crash meanwhile");
        Failures = meter.CreateCounter<long>("fleet.symbolication.failures", "{round}", "Rounds that failed and are repeated");
        _announced = meter.CreateCounter<long>("fleet.symbolication.symbols.arrived", "{file}", "Files of symbols that came");
        _again = meter.CreateCounter<long>("fleet.symbolication.symbols.again", "{crash}", "Crashes that are worked on again, since symbols came that they lacked");
        Skipped = meter.CreateCounter<long>("fleet.symbolication.summaries.skipped", "{crash}", "Crashes without a core in a storm, whose frames stay without names until symbols come");
        meter.CreateObservableGauge("fleet.symbolication.queue", Load, "{crash}", "The work list, as it was at the last look: due, taken, later, and cores whose crash has not come");
    }

    internal Counter<long> Tries { get; }

    internal Counter<long> Overtaken { get; }

    internal Counter<long> Failures { get; }

    internal Counter<long> Skipped { get; }

    internal void Ended(string outcome, bool hasCore) => _ended.Add(1, new("outcome", outcome), new("core", hasCore));

    internal void SymbolsArrived(int files, int again)
    {
        _announced.Add(files);
        _again.Add(again);
    }

    internal void Looked(TraceWorkload load) => _load = load;

    private IEnumerable<Measurement<long>> Load()
    {
        var load = _load;
        return
        [
            new(load.Due, new KeyValuePair<string, object?>("state", "due")), new(load.Taken, new KeyValuePair<string, object?>("state", "taken")),
            new(load.Later, new KeyValuePair<string, object?>("state", "later")), new(load.WithoutCrash, new KeyValuePair<string, object?>("state", "without_crash")),
        ];
    }
}
