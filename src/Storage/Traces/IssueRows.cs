using System.Data.Common;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Lists of issues. Each of several states is a run of its own in the index.</summary>
internal sealed class IssueRows(ISqlDatabase views) : IIssueRows
{
    public async Task<IReadOnlyList<IssueRow>> ListAsync(IssueQuery query, CancellationToken cancellation)
    {
        var statement = query.Sort switch
        {
            IssueSort.Traces => "Traces.list_issues_by_traces",
            IssueSort.Devices => "Traces.list_issues_by_devices",
            _ => "Traces.list_issues_by_last",
        };
        var (value, issue) = query.After ?? (long.MaxValue, long.MaxValue);
        var rows = new List<IssueRow>();
        foreach (var state in query.States)
        {
            var run = new SqlQuery(
                statement,
                query.Project,
                (int)state,
                value,
                issue,
                query.Class,
                query.SoftwareType,
                query.SoftwareVersion,
                query.Text,
                query.Assignee is null ? 0 : 1,
                query.Assignee ?? "",
                query.FirstFromMs,
                query.FirstToMs,
                query.LastFromMs,
                query.LastToMs,
                query.Limit);
            rows.AddRange(await views.QueryAsync(run, Read, cancellation));
        }

        return [.. rows.OrderByDescending(row => IssueQuery.ValueOf(row, query.Sort)).ThenByDescending(row => row.Issue).Take(query.Limit)];
    }

    public async Task<IssueRow?> FindAsync(string project, long issue, CancellationToken cancellation) =>
        (await views.QueryAsync(new SqlQuery("Traces.find_issue", project, issue), Read, cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<IssueVersionRow>> VersionsAsync(string project, long issue, CancellationToken cancellation) => await views.QueryAsync(
        new SqlQuery("Traces.list_versions", project, issue),
        row => new IssueVersionRow(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)),
        cancellation);

    public async Task<IssueCounts> CountsAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation)
    {
        var all = new IssueCounts();
        foreach (var partial in await new IssueCountStore(views).PartialsAsync(project, issues, cancellation))
        {
            all.Merge(partial.Counts);
        }

        return all;
    }

    public static object[] Values(IssueRow row) =>
    [
        row.Project, row.Issue, (int)row.State, row.Class, row.SoftwareType, row.Title, row.IsPlaceholder ? 1 : 0, row.Assignee, row.Ticket, row.ResolvedIn,
        row.NewestVersion, row.Regressions, row.OpenedAtMs, row.FirstAtMs, row.LastAtMs, row.Traces, row.Devices,
    ];

    private static IssueRow Read(DbDataReader row) => new()
    {
        Project = row.GetString(0),
        Issue = row.GetInt64(1),
        State = (IssueState)row.GetInt32(2),
        Class = row.GetString(3),
        SoftwareType = row.GetString(4),
        Title = row.GetString(5),
        IsPlaceholder = row.GetInt32(6) != 0,
        Assignee = row.GetString(7),
        Ticket = row.GetString(8),
        ResolvedIn = row.GetString(9),
        NewestVersion = row.GetString(10),
        Regressions = row.GetInt32(11),
        OpenedAtMs = row.GetInt64(12),
        FirstAtMs = row.GetInt64(13),
        LastAtMs = row.GetInt64(14),
        Traces = row.GetInt64(15),
        Devices = row.GetInt64(16),
    };
}
