namespace Fleet.Grains.EventLog;

/// <summary>
/// The low end of each shard, from which the log expires. Positions stay as they are. A step checks for itself what it relies on of the log; that the read
/// models have what goes is said to <see cref="IReadModelFront"/> before.
/// </summary>
public interface IEventLogFront
{
    /// <summary>Of each shard, in the order of shards.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<IReadOnlyList<ShardFront>> FrontsAsync(CancellationToken cancellation);

    /// <summary>When the oldest batch that is there was received, milliseconds since 1970 UTC; null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<long?> OldestAsync(CancellationToken cancellation);

    /// <summary>
    /// The first batches of a shard up to one that was received at <paramref name="beforeMs"/> or later, in order, at most <paramref name="limit"/>. Snapshots that
    /// cover them are read and found whole.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<IReadOnlyList<FrontBatch>> PeekAsync(int shard, long beforeMs, int limit, CancellationToken cancellation);

    /// <summary>
    /// Drops the batches of a shard up to a position, but none that was received at <paramref name="beforeMs"/> or later or that its device needs, and none
    /// behind such a one. In one transaction, durable when it returns; may be repeated.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store failed; whether they went is unknown until it is asked again.</exception>
    Task<DroppedFront> DropAsync(int shard, long upTo, long beforeMs, CancellationToken cancellation);
}
