using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>From what the shards count to the rows of issues. A stamp counts the changes of what an issue's row is made of; see docs/design/read-models.md.</summary>
public interface IIssueCountStore
{
    /// <summary>Makes issues stale: what they are has changed.</summary>
    Task TouchAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation);

    /// <summary>Projects with issues whose rows are not of their stamps.</summary>
    Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation);

    /// <summary>Issues whose rows are not of their stamps, of greater ids than <paramref name="after"/>, in their order.</summary>
    Task<IReadOnlyList<StaleIssue>> StaleAsync(string project, long after, int limit, CancellationToken cancellation);

    /// <summary>What all shards count for issues, by version.</summary>
    Task<IReadOnlyList<IssuePartial>> PartialsAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation);

    /// <summary>
    /// Puts an issue's row in the place of the one before, unless a newer one is there. Of an issue that another stands for the row goes, and the other becomes stale;
    /// so does the one that stood for it before.
    /// </summary>
    /// <param name="stale">As it was before anything was read that the row is made of.</param>
    /// <param name="shown">The issue that stands for it.</param>
    /// <param name="row">Null when that is another.</param>
    /// <param name="versions">With the row.</param>
    /// <param name="cancellation">Before the transaction.</param>
    Task CommitAsync(StaleIssue stale, long shown, IssueRow? row, IReadOnlyList<IssueVersionRow> versions, CancellationToken cancellation);
}
