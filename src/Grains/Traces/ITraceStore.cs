namespace Fleet.Grains.Traces;

/// <summary>What follows from the log for traces and their counts, shard by shard.</summary>
public interface ITraceStore
{
    Task<TraceCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation);

    /// <summary>Those of the devices that the read models have.</summary>
    Task<IReadOnlyList<TraceDevice>> DevicesAsync(int shard, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation);

    /// <summary>Crashes of devices that have a row.</summary>
    Task<IReadOnlyList<(string Project, Guid CrashId)>> CrashesAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation);

    /// <returns>False when the shard's traces stand elsewhere, or the horizons are others: nothing was written.</returns>
    Task<bool> CommitAsync(TraceCommit commit, CancellationToken cancellation);
}
