namespace Fleet.Grains.Traces;

/// <summary>Traces by time, as lists show them.</summary>
public interface ITraceRows
{
    /// <summary>Those that are asked for, the newest first.</summary>
    Task<IReadOnlyList<TraceRow>> ListAsync(TraceQuery query, CancellationToken cancellation);

    /// <summary>The trace of a crash; null when there is none. A device that uses an id twice has its newest.</summary>
    Task<TraceRow?> FindAsync(string project, Guid crashId, CancellationToken cancellation);

    /// <summary>The trace of an observation; null when there is none.</summary>
    Task<TraceRow?> FindAsync(string project, Observations.ObservationCursor cursor, CancellationToken cancellation);

    /// <summary>Files that traces lack, those that the most devices lack first.</summary>
    Task<IReadOnlyList<MissingSymbolFile>> MissingAsync(string project, int limit, CancellationToken cancellation);
}
