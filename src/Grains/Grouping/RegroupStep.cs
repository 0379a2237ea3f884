using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.EventLog;
using Fleet.Grains.Issues;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Traces;

namespace Fleet.Grains.Grouping;

/// <summary>
/// Places some stored traces again, by other rules: with their new signature first and those that they had behind, so that issues are joined by it and none is split. Done
/// twice, it does nothing the second time.
/// </summary>
public sealed class RegroupStep(IEventLog log, ITraceRows rows, StoredTraces traces, ITraceRegrouping store, IGrainFactory grains)
{
    /// <summary>Traces of a step: what one call of the issues takes.</summary>
    private const int Traces = IIssuesGrain.MaxArrivals;

    /// <returns>How far they are then, and whether there are no more.</returns>
    public async Task<(RegroupProgress After, bool IsLast)> RunAsync(string project, GroupingRules rules, RegroupProgress before, CancellationToken cancellation)
    {
        if (before.Behind is null)
        {
            await SettleAsync();
        }

        var page = await rows.ListAsync(new TraceQuery { Project = project, Before = before.Behind?.ToCursor(), Limit = Traces }, cancellation);
        var unread = 0;
        var changed = new List<(TraceRow Row, SignatureSet Set, IReadOnlyList<TraceSignature> All)>();
        foreach (var row in page)
        {
            if (await traces.ReadAsync(row, cancellation) is not { } trace)
            {
                unread++;
                continue;
            }

            var set = TraceSignatures.Of(trace, row.SoftwareType, rules);
            var all = SignatureList.Join([new TraceSignature(set.Key, set.IsPlaceholder)], row.Signatures);
            if (!all.SequenceEqual(row.Signatures))
            {
                changed.Add((row, set, all));
            }
        }

        await MoveAsync(project, changed, cancellation);
        return (
            before with
            {
                Done = before.Done + page.Count,
                Changed = before.Changed + changed.Count,
                Unread = before.Unread + unread,
                Behind = page.Count == 0 ? before.Behind : TracePlace.Of(page[^1].Cursor),
            },
            page.Count < Traces);
    }

    /// <summary>Who read the rules of before has written its rows then: they are among those that are listed, and whoever places traces from now on has the rules of now.</summary>
    private Task SettleAsync() => Task.WhenAll(Enumerable.Range(0, log.ShardCount).SelectMany(shard => new[]
    {
        grains.GetGrain<ITraceGrain>(GrainKeys.Traces(shard)).Settle(),
        grains.GetGrain<ISymbolicationGrain>(GrainKeys.Symbolication(shard)).Settle(),
    }));

    private async Task MoveAsync(string project, List<(TraceRow Row, SignatureSet Set, IReadOnlyList<TraceSignature> All)> changed, CancellationToken cancellation)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var arrivals = changed.ConvertAll(c => new TraceArrival(c.All, c.Row.SoftwareType, c.Row.SoftwareVersion, c.Row.Class, c.Set.Title));
        var placements = await grains.GetGrain<IIssuesGrain>(GrainKeys.Issues(project)).Place(arrivals);
        var moved = changed.Zip(placements)

            // Without room it stays where it is.
            .Where(c => c.Second.Issue != 0)
            .Select(c => new RegroupedTrace(
                c.First.Row.Cursor, c.First.Row.Signatures, c.Second.Issue, c.First.All, c.First.Set.Exact.ToString(), StorableText.Of(c.First.Set.Title, TraceFold.MaxTitle)))
            .ToList();
        await store.MoveAsync(project, moved, cancellation);
        grains.GetGrain<IIssueRowsGrain>(GrainKeys.IssueRows(project)).Wake().Ignore();
    }
}
