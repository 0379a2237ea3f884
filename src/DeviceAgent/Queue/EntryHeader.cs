using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>All of an entry but its body, which stays on disk until it is sent.</summary>
/// <param name="Epoch">Of the queue when the entry was numbered: it outlives the queue's later epochs.</param>
/// <param name="Number">1, 2, 3 ... within the epoch.</param>
/// <param name="Table">The key table that the body names; default when it names none.</param>
internal sealed record EntryHeader(
    ulong Epoch,
    long Number,
    int Type,
    EntryPriority Priority,
    long WallMs,
    long UptimeMs,
    Origin Origin,
    TableHash Table);
