using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>What is handed to the queue, which numbers it.</summary>
/// <param name="Type">What the body holds.</param>
/// <param name="Priority">Its place when room is short.</param>
/// <param name="WallMs">Wall clock at capture.</param>
/// <param name="UptimeMs">Uptime at capture.</param>
/// <param name="Origin">Boot and software at capture.</param>
/// <param name="Body">MessagePack of the type's body.</param>
/// <param name="Table">The key table that the body names, kept with it: it may be asked for when the agent has long moved on to another.</param>
internal sealed record EntryDraft(
    EntryType Type,
    EntryPriority Priority,
    long WallMs,
    long UptimeMs,
    Origin Origin,
    ReadOnlyMemory<byte> Body,
    KeyTable? Table = null)
{
    /// <summary>The agent's <see cref="EntryQueue.Checkpoint"/> once this is in the queue: they come into it together, wherever the daemon dies. Empty: as it was.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; init; }
}
