using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>Issues with their counts, as lists and pages show them. Who stands for whom is the book's to say.</summary>
public interface IIssueRows
{
    /// <summary>A page: one run of an index for each state.</summary>
    Task<IReadOnlyList<IssueRow>> ListAsync(IssueQuery query, CancellationToken cancellation);

    /// <summary>Null when there is none yet, and of an issue that is merged into another.</summary>
    Task<IssueRow?> FindAsync(string project, long issue, CancellationToken cancellation);

    /// <summary>By version, with how many devices run it now.</summary>
    Task<IReadOnlyList<IssueVersionRow>> VersionsAsync(string project, long issue, CancellationToken cancellation);

    /// <summary>What issues have together: an issue and all that are merged into it.</summary>
    Task<IssueCounts> CountsAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation);
}
