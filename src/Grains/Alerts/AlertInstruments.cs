using System.Diagnostics.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Alerts;

/// <summary>What the evaluation of alerts counts. Meter <c>Fleet.Grains</c>.</summary>
public sealed class AlertInstruments
{
    private readonly Counter<long> _told;

    public AlertInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        _told = meter.CreateCounter<long>("fleet.incidents.told", "{entry}", "Lines of incidents' timelines, by kind");
        Late = meter.CreateCounter<long>("fleet.alerts.late", "{report}", "Reports that came late, and for which alerts were folded anew");
        Failures = meter.CreateCounter<long>("fleet.alerts.failures", "{round}", "Rounds of evaluating alerts that failed and are repeated");
    }

    internal Counter<long> Late { get; }

    internal Counter<long> Failures { get; }

    internal void Told(IncidentEntryKind kind, int count) => _told.Add(count, new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant()));
}
