using System.Diagnostics.Metrics;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Issues;

/// <summary>What happens to issues. Meter <c>Fleet.Grains</c>.</summary>
public sealed class IssueInstruments
{
    private readonly Counter<long> _opened;
    private readonly Counter<long> _regressed;
    private readonly Counter<long> _merged;
    private readonly Counter<long> _noRoom;
    private readonly Counter<long> _forgotten;

    public IssueInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(StoppedShards.MeterName);
        _opened = meter.CreateCounter<long>("fleet.issues.opened", "{issue}", "Issues that a trace opened");
        _regressed = meter.CreateCounter<long>("fleet.issues.regressed", "{issue}", "Resolved issues that a trace of a later version brought back");
        _merged = meter.CreateCounter<long>("fleet.issues.merged", "{issue}", "Issues that became one since a trace had signatures of both");
        _noRoom = meter.CreateCounter<long>("fleet.issues.no_room", "{trace}", "Traces that are in no issue, since the project has as many as it may");
        _forgotten = meter.CreateCounter<long>("fleet.issues.forgotten_signatures", "{signature}", "Signatures that were not added, since the issue or the project has as many as it may");
        Conflicts = meter.CreateCounter<long>("fleet.issues.conflicts", "{append}", "Appends refused because another writer had been there");
        Untold = meter.CreateCounter<long>("fleet.issues.untold", "{attempt}", "Attempts to tell the read models of changed issues that failed and are repeated");
    }

    internal Counter<long> Conflicts { get; }

    internal Counter<long> Untold { get; }

    internal void Placed(IReadOnlyList<TracePlacement> placements)
    {
        _noRoom.Add(placements.Count(p => p.Novelty == TraceNovelty.NoRoom));
        _forgotten.Add(placements.Sum(p => p.ForgottenAliases));
    }

    internal void Happened(IEnumerable<IssueEvent> events)
    {
        foreach (var e in events)
        {
            (e switch
            {
                IssueOpened => _opened,
                IssueRegressed => _regressed,
                IssueMerged { IsAutomatic: true } => _merged,
                _ => null,
            })?.Add(1);
        }
    }
}
