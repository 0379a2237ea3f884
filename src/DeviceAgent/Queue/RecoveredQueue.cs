namespace Fleet.DeviceAgent.Queue;

/// <summary>What a directory holds of a queue.</summary>
/// <param name="segments">By ordinal; those that were set aside are not among them.</param>
/// <param name="entries">That are not done, in the order of their sending; those of a corrupt segment lie there still.</param>
/// <param name="corrupt">Segments to be set aside once their entries are moved.</param>
/// <param name="highestNumbers">By epoch, of all entries found, done or not.</param>
/// <param name="checkpoint">The last that was found; empty when there is none.</param>
/// <param name="isDamaged">Whether anything was lost: numbers may have been given out that no file tells of any more.</param>
internal sealed class RecoveredQueue(
    IReadOnlyList<Segment> segments,
    IReadOnlyList<QueuedEntry> entries,
    IReadOnlyList<Segment> corrupt,
    IReadOnlyDictionary<ulong, long> highestNumbers,
    ReadOnlyMemory<byte> checkpoint,
    bool isDamaged)
{
    public IReadOnlyList<Segment> Segments => segments;

    public IReadOnlyList<QueuedEntry> Entries => entries;

    public IReadOnlyList<Segment> Corrupt => corrupt;

    public IReadOnlyDictionary<ulong, long> HighestNumbers => highestNumbers;

    public ReadOnlyMemory<byte> Checkpoint => checkpoint;

    public bool IsDamaged => isDamaged;
}
