namespace Fleet.DeviceAgent.Queue;

/// <summary>Entries of one epoch to be sent together, in the order of their sending.</summary>
internal sealed record EntryBatch(ulong Epoch, IReadOnlyList<(EntryHeader Header, ReadOnlyMemory<byte> Body)> Entries);
