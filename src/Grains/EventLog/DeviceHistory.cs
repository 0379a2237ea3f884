namespace Fleet.Grains.EventLog;

/// <param name="Sequence">Of the device's last batch; 0 when it has none.</param>
/// <param name="Snapshot">The latest, or null.</param>
/// <param name="Batches">Those after the snapshot, in order of sequence, without gaps.</param>
public sealed record DeviceHistory(long Sequence, DeviceSnapshot? Snapshot, IReadOnlyList<StoredBatch> Batches)
{
    /// <summary>The store's number for the device; null when it has none.</summary>
    public long? DeviceId { get; init; }
}
