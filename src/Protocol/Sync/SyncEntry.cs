namespace Fleet.Protocol.Sync;

/// <summary>One numbered entry of the agent's queue, its body still encoded: a body that does not decode costs that entry alone.</summary>
/// <param name="Number">1, 2, 3 ... within the queue's epoch.</param>
/// <param name="Type">An <see cref="EntryType"/>, or one that this side does not know.</param>
/// <param name="WallMs">The device's wall clock at capture, milliseconds since 1970 UTC, as the device believed it.</param>
/// <param name="UptimeMs">Monotonic milliseconds since boot at capture.</param>
/// <param name="OriginIndex">Index into <see cref="SyncRequest.Origins"/>.</param>
/// <param name="Body">MessagePack of the type's body.</param>
public readonly record struct SyncEntry(
    long Number,
    int Type,
    long WallMs,
    long UptimeMs,
    int OriginIndex,
    ReadOnlyMemory<byte> Body);
