namespace Fleet.DeviceAgent.Queue;

/// <param name="Segment">The file.</param>
/// <param name="Offset">Of the record's header.</param>
/// <param name="Length">Of its payload.</param>
internal readonly record struct RecordPlace(Segment Segment, long Offset, int Length)
{
    /// <summary>What it takes on disk.</summary>
    public int Size => RecordFrame.HeaderBytes + Length;

    public byte[]? Read() => Segment.Read(this);
}
