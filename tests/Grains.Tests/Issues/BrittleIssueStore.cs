using Fleet.Grains.Issues;

namespace Fleet.Grains.Tests.Issues;

/// <summary>The real store behind a connection that breaks when told: before the write, or after it so that only its answer is lost.</summary>
internal sealed class BrittleIssueStore(IIssueEventStore store) : IIssueEventStore
{
    /// <summary>The next append fails: it is written all the same (true), or not (false).</summary>
    public bool? NextFails { get; set; }

    public bool SnapshotsFail { get; set; }

    public async Task<bool> AppendAsync(string project, long after, IReadOnlyList<NewIssueBatch> batches, CancellationToken cancellation)
    {
        if (NextFails is not { } isWritten)
        {
            return await store.AppendAsync(project, after, batches, cancellation);
        }

        NextFails = null;
        if (isWritten)
        {
            await store.AppendAsync(project, after, batches, cancellation);
        }

        throw new StoreUnavailableException("the connection broke; outcome unknown");
    }

    public Task<StoredIssues> LoadAsync(string project, CancellationToken cancellation) => store.LoadAsync(project, cancellation);

    public Task SaveSnapshotAsync(string project, IssueSnapshot snapshot, CancellationToken cancellation) =>
        SnapshotsFail ? throw new StoreUnavailableException("no snapshot today") : store.SaveSnapshotAsync(project, snapshot, cancellation);

    public Task<long> HeadAsync(string project, CancellationToken cancellation) => store.HeadAsync(project, cancellation);

    public Task<IReadOnlyList<StoredIssueBatch>> ReadAsync(string project, long after, int limit, CancellationToken cancellation) => store.ReadAsync(project, after, limit, cancellation);

    public Task<IReadOnlyList<StoredIssueBatch>> HistoryAsync(string project, long issue, long before, int limit, CancellationToken cancellation) =>
        store.HistoryAsync(project, issue, before, limit, cancellation);
}
