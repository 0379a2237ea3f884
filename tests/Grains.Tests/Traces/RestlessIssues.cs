using Fleet.Grains.Traces;

namespace Fleet.Grains.Tests.Traces;

/// <summary>Issues up to an id are stale again as soon as their row is made, as in a storm of their traces.</summary>
internal sealed class RestlessIssues(IIssueCountStore store, long upTo) : IIssueCountStore
{
    public async Task CommitAsync(StaleIssue stale, long shown, IssueRow? row, IReadOnlyList<IssueVersionRow> versions, CancellationToken cancellation)
    {
        await store.CommitAsync(stale, shown, row, versions, cancellation);
        if (stale.Issue <= upTo)
        {
            await store.TouchAsync(stale.Project, [stale.Issue], cancellation);
        }
    }

    public Task TouchAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation) => store.TouchAsync(project, issues, cancellation);

    public Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation) => store.StaleProjectsAsync(cancellation);

    public Task<IReadOnlyList<StaleIssue>> StaleAsync(string project, long after, int limit, CancellationToken cancellation) => store.StaleAsync(project, after, limit, cancellation);

    public Task<IReadOnlyList<IssuePartial>> PartialsAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation) =>
        store.PartialsAsync(project, issues, cancellation);
}
