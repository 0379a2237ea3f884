namespace Fleet.DeviceAgent.Queue;

/// <summary>What gives way when the queue is full, from the lowest on.</summary>
internal static class RoomOrder
{
    /// <summary>As they are sent, but a piece of a log before a coredump: logs come without end, and a flood of them may cost no coredump.</summary>
    public static int Of(EntryPriority priority) => priority == EntryPriority.LogFile ? (int)EntryPriority.Coredump - 1 : (int)priority;
}
