namespace Fleet.DeviceAgent.Queue;

/// <summary>What gives way last when the queue is full, and goes first when it is sent. The numbers are on disk: never renumber.</summary>
internal enum EntryPriority : byte
{
    Report = 40,

    /// <summary>Attributes: few, small, and said only once.</summary>
    Attributes = 60,
}
