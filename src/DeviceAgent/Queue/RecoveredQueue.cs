namespace Fleet.DeviceAgent.Queue;

/// <summary>What a directory holds of a queue.</summary>
/// <param name="Segments">By ordinal; those that were set aside are not among them.</param>
/// <param name="Entries">That are not done, in the order of their sending; those of a corrupt segment lie there still.</param>
/// <param name="Corrupt">Segments to be set aside once their entries are moved.</param>
/// <param name="HighestNumbers">By epoch, of all entries found, done or not.</param>
/// <param name="Checkpoint">The last that was found; empty when there is none.</param>
/// <param name="IsDamaged">Whether anything was lost: numbers may have been given out that no file tells of any more.</param>
internal sealed record RecoveredQueue(
    IReadOnlyList<Segment> Segments,
    IReadOnlyList<QueuedEntry> Entries,
    IReadOnlyList<Segment> Corrupt,
    IReadOnlyDictionary<ulong, long> HighestNumbers,
    ReadOnlyMemory<byte> Checkpoint,
    bool IsDamaged);
