namespace Fleet.DeviceAgent.Queue;

/// <summary>An entry that waits, and where it lies.</summary>
internal sealed class QueuedEntry(EntryHeader header, RecordPlace place)
{
    public EntryHeader Header => header;

    /// <summary>Changes when the entry is moved out of a segment that is given up.</summary>
    public RecordPlace Place { get; set; } = place;

    /// <summary>Whether it has been flushed to disk. Only then may it be sent: a number that a server has seen must not be given out again after a power cut.</summary>
    public bool IsDurable { get; set; }
}
