using Fleet.Domain.Retention;

namespace Fleet.Grains.Retention;

/// <summary>
/// One place where things of a kind are kept by their time. A removal may end at any step and be begun again: what is past goes, however often it is
/// asked for, and what is not stays.
/// </summary>
public interface IExpiringRows
{
    /// <summary>Most that a count looks at, so that a question about millions of rows ends soon. A count that reaches it is "at least".</summary>
    const int MaxCounted = 1_000_000;

    RetentionKind Kind { get; }

    /// <summary>What is there from before a time.</summary>
    Task<Removed> CountAsync(string project, long beforeMs, CancellationToken cancellation);

    /// <summary>Removes some of what is there from before a time: as much as takes the store's writer some tens of milliseconds.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="beforeMs">A horizon that the store knows, so that nothing comes in behind it.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <param name="after">Of the step before; empty at first.</param>
    /// <param name="cancellation">Between two transactions.</param>
    Task<RemovalStep> RemoveAsync(string project, long beforeMs, long nowMs, string after, CancellationToken cancellation);
}
