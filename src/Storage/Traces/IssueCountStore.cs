using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Traces;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Marks, partials and rows of issues.</summary>
internal sealed class IssueCountStore(ISqlDatabase views) : IIssueCountStore
{
    public Task TouchAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            await IssueMarkRows.TouchAsync(transaction, issues.Select(issue => (project, issue)));
            return true;
        },
        cancellation);

    public async Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Traces.stale_projects"), row => row.GetString(0), cancellation);

    public async Task<IReadOnlyList<StaleIssue>> StaleAsync(string project, long after, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Traces.stale_issues", project, after, limit), row => new StaleIssue(project, row.GetInt64(0), row.GetInt64(1)), cancellation);

    public async Task<IReadOnlyList<IssuePartial>> PartialsAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation) => await views.QueryAsync(
        new SqlQuery("Traces.load_partials", project, issues.ToArray()),
        row => new IssuePartial(row.GetString(0), row.GetString(1), IssueCounts.Read(row.GetFieldValue<byte[]>(2))),
        cancellation);

    public async Task CommitAsync(StaleIssue stale, long shown, IssueRow? row, IReadOnlyList<IssueVersionRow> versions, CancellationToken cancellation) =>
        await views.TransactAsync(transaction => CommitAsync(transaction, stale, shown, row, versions), cancellation);

    private static async ValueTask<bool> CommitAsync(
        ISqlTransaction transaction, StaleIssue stale, long shown, IssueRow? row, IReadOnlyList<IssueVersionRow> versions)
    {
        // All marks that this changes, in the order in which all take them. Who stood for it before is read again under the lock.
        var before = (await transaction.QueryAsync(new SqlQuery("Traces.find_shown", stale.Project, stale.Issue), r => r.GetInt64(0))).FirstOrDefault();
        var marks = await transaction.QueryAsync(
            new SqlQuery("Traces.lock_marks", stale.Project, new[] { stale.Issue, shown, before }), r => (Issue: r.GetInt64(0), Shown: r.GetInt64(1)));
        if (marks.FirstOrDefault(mark => mark.Issue == stale.Issue).Shown != before
            || await transaction.ExecuteAsync(new SqlQuery("Traces.mark_merged", stale.Project, stale.Issue, stale.Stamp, shown)) == 0)
        {
            transaction.Abandon();
            return false;
        }

        await transaction.ExecuteAsync(new SqlQuery("Traces.delete_versions", stale.Project, stale.Issue));
        if (row is null)
        {
            await transaction.ExecuteAsync(new SqlQuery("Traces.delete_issue", stale.Project, stale.Issue));
        }
        else
        {
            await transaction.ExecuteAsync(new SqlQuery("Traces.upsert_issue", IssueRows.Values(row)));
            await transaction.WriteAsync(
                "Traces.insert_version",
                SqlColumn.Of(versions, _ => stale.Project),
                SqlColumn.Of(versions, _ => stale.Issue),
                SqlColumn.Of(versions, v => v.SoftwareType),
                SqlColumn.Of(versions, v => v.SoftwareVersion),
                SqlColumn.Of(versions, v => v.FirstAtMs),
                SqlColumn.Of(versions, v => v.LastAtMs),
                SqlColumn.Of(versions, v => v.Traces),
                SqlColumn.Of(versions, v => v.Devices));
        }

        // What stands for it counts it, whenever it changes; what stood for it before does not any more.
        var others = new[] { shown, before == shown ? stale.Issue : before }.Where(issue => issue != stale.Issue).Select(issue => (stale.Project, issue));
        await IssueMarkRows.TouchAsync(transaction, others);
        return true;
    }
}
