using Fleet.Api.V1;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Issues;
using Fleet.Domain.Traces.Lift;
using Fleet.Gateway.Api;
using Fleet.Gateway.Traces;
using Fleet.Grains.Issues;
using Fleet.Grains.Traces;
using Issue = Fleet.Api.V1.Issue;

namespace Fleet.Gateway.Issues;

/// <summary>One issue, with its numbers and its newest good traces.</summary>
internal sealed class IssueReader(IIssueRows rows, ITraceRows traces, IssueBooks books, IssueHistory history, AttributeCensusReader census)
{
    /// <summary>Traces that stand for the others.</summary>
    private const int Exemplars = 5;

    private const long DayMs = 24L * 3600 * 1000;

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<GetIssueResponse> GetAsync(string project, long id, CancellationToken cancellation)
    {
        var detail = await books.Of(project).Get(id) ?? throw IssueBooks.Missing(project, id);
        return new GetIssueResponse
        {
            Issue = IssueMessages.Of(detail.Issue, await rows.CountsAsync(project, detail.Issue.Family, cancellation)),
            Comments = { detail.Comments.Select(IssueMessages.Of) },
            Merged = { detail.Issue.Family.Where(i => i != id) },
            Exemplars = { await ExemplarsAsync(project, detail.Issue, cancellation) },
            Regression = detail.Issue.Regressions > 0 ? await RegressionAsync(project, id, cancellation) : null,
        };
    }

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<IssueStatistics> StatisticsAsync(string project, long id, CancellationToken cancellation)
    {
        var record = await books.GetAsync(project, id);
        var counts = await rows.CountsAsync(project, record.Family, cancellation);
        var values = await census.CountAsync(project, counts.Devices, cancellation);
        var versions = await rows.VersionsAsync(project, id, cancellation);
        return new IssueStatistics
        {
            Days = { counts.Days.OrderBy(d => d.Key).Select(d => new IssueDay { Day = TimeRange.Stamp(d.Key * DayMs), Traces = d.Value }) },
            Versions = { versions.Select(IssueMessages.Of) },
            Lifts = { values.Affected == 0 ? [] : AttributeLift.StandingOut(values.Devices, values.Affected, values.Counts).Select(IssueMessages.Of) },
            Population = values.Devices,
            Affected = values.Affected,
        };
    }

    /// <summary>The issue as it stands after a change.</summary>
    public async Task<Issue> OfAsync(string project, IssueRecord record, CancellationToken cancellation) =>
        IssueMessages.Of(record, await rows.CountsAsync(project, record.Family, cancellation));

    /// <summary>How an issue came back the last time, and what was said of it before; null when that is too long ago to be looked for.</summary>
    private async Task<IssueRegression?> RegressionAsync(string project, long id, CancellationToken cancellation)
    {
        var entries = await history.ReadAsync(project, id, long.MaxValue, IssueHistory.MaxBatches, cancellation);
        var back = entries.FirstOrDefault(e => e.Event is IssueRegressed regressed && regressed.Issue == id);
        if (back?.Event is not IssueRegressed came)
        {
            return null;
        }

        var before = entries.SkipWhile(e => e != back).Select(e => e.Event).OfType<IssueResolved>().FirstOrDefault(e => e.Issue == id);
        return new IssueRegression
        {
            ResolvedIn = before?.Version ?? "",
            Baseline = before?.Baseline ?? "",
            Version = came.Version,
            Time = TimeRange.Stamp(back.AtMs),
        };
    }

    /// <summary>The newest whose stacks were read; where none was, the newest.</summary>
    private async Task<IEnumerable<string>> ExemplarsAsync(string project, IssueRecord record, CancellationToken cancellation)
    {
        var query = new TraceQuery { Project = project, Issues = record.Family, Stages = [TraceStage.Symbolicated], Limit = Exemplars };
        var found = await traces.ListAsync(query, cancellation);
        if (found.Count == 0)
        {
            found = await traces.ListAsync(query with { Stages = [] }, cancellation);
        }

        return found.Select(row => TraceName.Of(row).ToString());
    }
}
