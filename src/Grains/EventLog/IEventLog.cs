using Fleet.Domain.Devices;

namespace Fleet.Grains.EventLog;

/// <summary>
/// The log of what happened, by device and by shard. Within a shard commit order is position order: a reader that has seen position p never misses
/// one below it. Positions are given without gaps; there are gaps where a device was erased, and the
/// front of a shard may be gone (<see cref="IEventLogFront"/>).
/// </summary>
public interface IEventLog
{
    /// <summary>Number of shards, fixed when the database was made.</summary>
    int ShardCount { get; }

    /// <summary>What is stored of a device: the latest snapshot, if any, and the batches after it. An unknown device has sequence 0.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="InvalidDataException">The snapshot is damaged, and batches that it stands for are gone.</exception>
    Task<DeviceHistory> LoadAsync(DeviceKey device, CancellationToken cancellation);

    /// <summary>
    /// Appends one batch if the device's sequence is still <see cref="DeviceAppend.ExpectedSequence"/>. Returns when the batch is durable,
    /// or was refused because another activation of the device's grain wrote in between. Cancellation ends the waiting, not the append: its
    /// outcome is then unknown as well.
    /// </summary>
    /// <exception cref="StoreBusyException">The queue before the store is full; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The store failed; whether the batch was written is unknown until the device is loaded again.</exception>
    Task<AppendResult> AppendAsync(DeviceAppend append, CancellationToken cancellation);

    /// <summary>
    /// Rows of a shard with a position above <paramref name="after"/>, in order, at most <paramref name="limit"/> and fewer when they are
    /// large: only an empty answer means that there are no more.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<IReadOnlyList<LogRow>> ReadAsync(int shard, long after, int limit, CancellationToken cancellation);

    /// <summary>Position of the last row of each shard, in the order of shards, as of one moment; 0 when it has none.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<IReadOnlyList<long>> HeadsAsync(CancellationToken cancellation);

    /// <summary>Rows of all shards together that were ever there.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<long> LengthAsync(CancellationToken cancellation);

    /// <summary>
    /// Erases a device whose last batch says that it was deleted: all its batches but that one, and its snapshot. Its serial is free then; what is left
    /// goes by the store's number alone. May be repeated: of a device that was erased nothing changes.
    /// </summary>
    /// <param name="shard">Of the device.</param>
    /// <param name="deviceId">The store's number for it.</param>
    /// <param name="cancellation">Ends it between two steps; the next call goes on.</param>
    /// <exception cref="StoreUnavailableException">The store failed; the next call goes on where this ended.</exception>
    Task EraseAsync(int shard, long deviceId, CancellationToken cancellation);

    /// <summary>
    /// Stores a snapshot unless a later one is there; durable when it returns. It is written along with the next appends. While the batches that it stands for
    /// are there a lost one costs replay, nothing else, so a caller may ignore what it throws.
    /// </summary>
    /// <exception cref="StoreBusyException">The queue before the store is full; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The store failed.</exception>
    Task SaveSnapshotAsync(DeviceKey device, DeviceSnapshot snapshot, CancellationToken cancellation);
}
