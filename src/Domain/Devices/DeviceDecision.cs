using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>What an upload leads to.</summary>
/// <param name="Batch">To be made durable and then applied; null when there is nothing to record.</param>
/// <param name="Acknowledged">Numbers that are settled once <paramref name="Batch"/> is durable, those of earlier batches among them.</param>
/// <param name="Rejected">Entries that were not taken.</param>
/// <param name="Repeated">Entries among the acknowledged that were settled before: sent again.</param>
public sealed record DeviceDecision(
    DeviceBatch? Batch,
    IReadOnlyList<NumberRange> Acknowledged,
    IReadOnlyList<Rejection> Rejected,
    int Repeated);
