using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Issues;

/// <summary>Something that happened to an issue.</summary>
/// <param name="Sequence">Of the batch that it is in.</param>
/// <param name="AtMs">Milliseconds since 1970 UTC, server time.</param>
/// <param name="By">Who did it; empty for a trace.</param>
/// <param name="Event">What. A merge is in the history of both issues, as its end is.</param>
public sealed record IssueHistoryEntry(long Sequence, long AtMs, string By, IssueEvent Event);

/// <summary>What happened to an issue, by whom and when, from its stored events.</summary>
public sealed class IssueHistory(IIssueEventStore store)
{
    /// <summary>Batches of one page.</summary>
    public const int MaxBatches = 200;

    /// <param name="project">Whose.</param>
    /// <param name="issue">Its id.</param>
    /// <param name="before">Sequence of the last entry of the page before; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="batches">At most as many; at most <see cref="MaxBatches"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The newest first; those of one batch are never on two pages. None for an issue that is not there.</returns>
    public async Task<IReadOnlyList<IssueHistoryEntry>> ReadAsync(string project, long issue, long before, int batches, CancellationToken cancellation)
    {
        var stored = await store.HistoryAsync(project, issue, before, Math.Clamp(batches, 1, MaxBatches), cancellation);
        return [.. stored.SelectMany(b => EntriesOf(issue, b))];
    }

    private static IEnumerable<IssueHistoryEntry> EntriesOf(long issue, StoredIssueBatch stored)
    {
        var batch = IssueBatchCodec.Decode(stored.Format, stored.Payload);
        return batch.Events
            .Where(e => e.Issue == issue || e is IssueUnmerged || e is IssueMerged merged && merged.Into == issue)
            .Reverse()
            .Select(e => new IssueHistoryEntry(stored.Sequence, batch.AtMs, batch.By, e));
    }
}
