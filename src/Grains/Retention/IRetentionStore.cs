using Fleet.Domain.Retention;

namespace Fleet.Grains.Retention;

/// <summary>Before which times nothing is kept, and what went so far.</summary>
public interface IRetentionStore
{
    /// <summary>Those of all projects; of the epoch or later.</summary>
    Task<RetentionHorizons> HorizonsAsync(CancellationToken cancellation);

    /// <summary>
    /// Moves horizons of a project forward, never back, and counts up the epoch if one moved or its days are others. When it returns, no projection can
    /// write any more what is behind them.
    /// </summary>
    Task RaiseAsync(string project, IReadOnlyDictionary<RetentionKind, RetentionHorizon> horizons, CancellationToken cancellation);

    /// <summary>Adds to what went of a kind. Rows that go in the store's own transactions are counted there.</summary>
    Task AddAsync(string project, RetentionKind kind, Removed removed, CancellationToken cancellation);

    Task BeginRunAsync(string project, long atMs, CancellationToken cancellation);

    Task EndRunAsync(string project, long atMs, CancellationToken cancellation);

    Task<RetentionProgress> ProgressAsync(string project, CancellationToken cancellation);
}
