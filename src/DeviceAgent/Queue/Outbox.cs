using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>Where the parts of the agent put what they have to say: durable when it returns, sent with the next sync.</summary>
/// <param name="queue">That keeps it.</param>
/// <param name="clock">For what is captured now.</param>
/// <param name="origin">Boot and software that run now.</param>
/// <param name="announce">Tells the sync that there is news.</param>
internal sealed class Outbox(EntryQueue queue, DeviceClock clock, Origin origin, Action announce)
{
    /// <summary>Queues an entry that is captured now.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryType type, EntryPriority priority, ReadOnlyMemory<byte> body) => Put(type, priority, body, clock.WallMs, clock.UptimeMs);

    /// <summary>Queues an entry that was captured earlier in this boot.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryType type, EntryPriority priority, ReadOnlyMemory<byte> body, long wallMs, long uptimeMs) =>
        Put(new EntryDraft(type, priority, wallMs, uptimeMs, origin, body));

    /// <summary>Queues an entry of any origin.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryDraft draft)
    {
        queue.Append(draft);
        queue.Flush();
        announce();
    }
}
