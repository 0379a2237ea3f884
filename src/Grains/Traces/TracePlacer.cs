using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Issues;

namespace Fleet.Grains.Traces;

/// <summary>Finds the issues of traces: with the stacks that were made of their cores, where there are some, which is so after the read models were thrown away.</summary>
/// <param name="stacks">Stacks that were made of cores.</param>
/// <param name="grains">Know the issues of each project.</param>
internal sealed class TracePlacer(ITraceStackIndex stacks, IGrainFactory grains)
{
    /// <summary>The traces as their rows are to show them, and their cores of which nothing was made yet.</summary>
    public async Task<(IReadOnlyList<PendingTrace> Traces, IReadOnlyList<ObservedCore> Cores)> WithStacksAsync(TraceFold fold, CancellationToken cancellation)
    {
        var crashes = fold.Traces.Where(t => t.CrashId is not null).Select(t => (t.Project, Id: t.CrashId!.Value)).Concat(fold.Cores.Select(c => (c.Project, Id: c.CrashId)));
        var known = new Dictionary<(string, Guid), KnownStack>();
        foreach (var project in crashes.GroupBy(crash => crash.Project, crash => crash.Id, StringComparer.Ordinal))
        {
            foreach (var (id, stack) in await stacks.FindAsync(project.Key, project.ToHashSet(), cancellation))
            {
                known[(project.Key, id)] = stack;
            }
        }

        return (
            [.. fold.Traces.Select(t => t.CrashId is { } id && known.TryGetValue((t.Project, id), out var stack) ? With(t, stack) : t)],
            [.. fold.Cores.Where(core => !known.ContainsKey((core.Project, core.CrashId)))]);
    }

    /// <returns>For each trace, the issue that it counts for; 0 without room.</returns>
    public async Task<IReadOnlyList<long>> PlaceAsync(IReadOnlyList<PendingTrace> traces)
    {
        var issues = new long[traces.Count];
        foreach (var project in Enumerable.Range(0, traces.Count).GroupBy(i => traces[i].Project, StringComparer.Ordinal))
        {
            var grain = grains.GetGrain<IIssuesGrain>(GrainKeys.Issues(project.Key));
            foreach (var some in project.Chunk(IIssuesGrain.MaxArrivals))
            {
                var placements = await grain.Place([.. some.Select(i => traces[i].Arrival)]);
                for (var i = 0; i < some.Length; i++)
                {
                    issues[some[i]] = placements[i].Issue;
                }
            }
        }

        return issues;
    }

    private static PendingTrace With(PendingTrace trace, KnownStack known) => trace with
    {
        Stage = known.Stage,
        Shown = known.Stack is { } stack ? stack with { Signatures = SignatureList.Join(stack.Signatures, trace.Shown.Signatures) } : trace.Shown,
    };
}
