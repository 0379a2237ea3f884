using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Domain.Traces.Likeness;
using Fleet.Grains.Grouping;
using Fleet.Grains.Traces;

namespace Fleet.Grains.Issues;

/// <summary>Suggestions from the stacks of issues: how one falls apart, and which resemble it. Nothing is split or merged by it.</summary>
public sealed class IssueStacks(IIssueRows issues, ITraceRows rows, StoredTraces traces, ProjectGroupings groupings, IGrainFactory grains)
{
    /// <summary>Traces that an issue is taken apart by, the newest.</summary>
    public const int PartTraces = 500;

    /// <summary>Issues that one is compared with: those of its software that were seen last.</summary>
    public const int ComparedIssues = 300;

    /// <summary>Issues of a family whose traces are read: each is a question of its own.</summary>
    private const int ReadOfFamily = 20;

    /// <summary>Its newest traces, which stand for it where it is compared; each of the others has one.</summary>
    private const int Exemplars = 3;

    /// <returns>The different whole stacks of its newest traces and those merged into it, the most frequent first, and how many traces were read.</returns>
    public async Task<(IReadOnlyList<StackPart<TraceRow>> Parts, int Traces)> PartsAsync(string project, long issue, CancellationToken cancellation)
    {
        var read = await NewestAsync(project, issue, PartTraces, cancellation);
        var rules = (await groupings.OfAsync(project)).Rules;
        return (StackParts.Of(read.Select(t => (t.Row, t.Row.SoftwareType, t.Trace)), rules), read.Count);
    }

    /// <returns>Issues that resemble it, the most similar first.</returns>
    public async Task<IReadOnlyList<SimilarStack>> SimilarAsync(string project, long issue, int most, CancellationToken cancellation)
    {
        var rules = (await groupings.OfAsync(project)).Rules;
        var own = (await ExemplarsAsync(project, issue, Exemplars, cancellation)).Select(t => ApplicationFrames.Of(t.Trace, rules)).Where(frames => frames.Count > 0).ToList();
        if (own.Count == 0 || (await grains.GetGrain<IIssuesGrain>(GrainKeys.Issues(project)).Describe([issue])) is not [var record])
        {
            return [];
        }

        var query = new IssueQuery { Project = project, States = [IssueState.Open, IssueState.Resolved, IssueState.Muted], SoftwareType = record.SoftwareType, Limit = ComparedIssues };
        var others = new List<(long, IReadOnlyList<string>)>();
        foreach (var row in (await issues.ListAsync(query, cancellation)).Where(row => row.Issue != record.Shown))
        {
            others.AddRange((await ExemplarsAsync(project, row.Issue, 1, cancellation)).Select(t => (row.Issue, ApplicationFrames.Of(t.Trace, rules))));
        }

        return
        [
            .. own.SelectMany(frames => SimilarStacks.Find(frames, others, most))
                .OrderByDescending(one => one.Similarity).ThenBy(one => one.Issue)
                .DistinctBy(one => one.Issue)
                .Take(most),
        ];
    }

    /// <summary>The newest traces of an issue and of those merged into it whose stacks can be read.</summary>
    public async Task<IReadOnlyList<(TraceRow Row, Trace Trace)>> NewestAsync(string project, long issue, int most, CancellationToken cancellation) =>
        await ReadAsync(new TraceQuery { Project = project, Issues = await FamilyAsync(project, issue), Limit = most }, cancellation);

    /// <summary>The newest with a stack that was made of a core; without one the newest.</summary>
    private async Task<IReadOnlyList<(TraceRow Row, Trace Trace)>> ExemplarsAsync(string project, long issue, int most, CancellationToken cancellation)
    {
        var query = new TraceQuery { Project = project, Issues = await FamilyAsync(project, issue), Stages = [TraceStage.Symbolicated], Limit = most };
        return await ReadAsync(query, cancellation) is { Count: > 0 } made ? made : await ReadAsync(query with { Stages = [] }, cancellation);
    }

    private async Task<IReadOnlyList<long>> FamilyAsync(string project, long issue) =>
        await grains.GetGrain<IIssuesGrain>(GrainKeys.Issues(project)).Describe([issue]) is [var record] ? [.. record.Family.Take(ReadOfFamily)] : [issue];

    private async Task<IReadOnlyList<(TraceRow Row, Trace Trace)>> ReadAsync(TraceQuery query, CancellationToken cancellation)
    {
        var read = new List<(TraceRow, Trace)>();
        foreach (var row in await rows.ListAsync(query, cancellation))
        {
            if (await traces.ReadAsync(row, cancellation) is { } trace)
            {
                read.Add((row, trace));
            }
        }

        return read;
    }
}
