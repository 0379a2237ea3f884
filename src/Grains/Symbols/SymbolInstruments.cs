using System.Diagnostics.Metrics;

namespace Fleet.Grains.Symbols;

/// <summary>What is counted of symbols, in the meter <c>Fleet.Symbols</c>.</summary>
public sealed class SymbolInstruments
{
    public const string MeterName = "Fleet.Symbols";

    private readonly Counter<long> _asked;
    private readonly Counter<long> _answers;

    public SymbolInstruments(IMeterFactory meters, MissingSymbols missing)
    {
        var meter = meters.Create(MeterName);
        _asked = meter.CreateCounter<long>("fleet.symbols.upstream.asked", "{file}", "Files that the store lacked and upstream servers were asked for");
        _answers = meter.CreateCounter<long>("fleet.symbols.upstream.answers", "{file}", "What became of it, by outcome: found, missing, failed");
        meter.CreateObservableGauge("fleet.symbols.upstream.known_missing", () => missing.Count, "{file}", "Files that are not asked for again for a while");
    }

    internal void Asked() => _asked.Add(1);

    internal void Answered(UpstreamOutcome outcome) => _answers.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));
}
