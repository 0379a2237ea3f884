using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Projections;

/// <summary>The read models of one shard and the checkpoint they stand at, always written together.</summary>
public interface IProjectionStore
{
    Task<ProjectionCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation);

    /// <summary>Rows of the log, of all shards together, that the read models have.</summary>
    Task<long> LengthAsync(CancellationToken cancellation);

    /// <summary>Those of the devices that are in the read model.</summary>
    Task<IReadOnlyList<DeviceView>> LoadDevicesAsync(int shard, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation);

    /// <summary>All metrics of one partial bucket, by metric id, and how often the bucket was compacted: at least as often before they were read.</summary>
    Task<(long Epoch, IReadOnlyDictionary<int, byte[]> Rollups)> LoadPartialAsync(int shard, PartialKey key, CancellationToken cancellation);

    /// <summary>
    /// Writes everything in one transaction, if the checkpoint is still <see cref="ProjectionCommit.Expected"/> and the device sets of each project
    /// are still those that were asked, and no horizon of retention moved.
    /// </summary>
    /// <returns>
    /// False when another activation moved the checkpoint, sets changed, a horizon moved, or a touched bucket was compacted since its partials were read; nothing was
    /// written.
    /// </returns>
    Task<bool> CommitAsync(ProjectionCommit commit, CancellationToken cancellation);
}
