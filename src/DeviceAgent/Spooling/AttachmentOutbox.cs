using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Spooling;

/// <summary>
/// Where the parts of the agent put what is too large for an entry: the file goes to the spool, then an entry that names it to the queue. A kill
/// between the two leaves a file that nothing names, which the next collection removes.
/// </summary>
internal sealed class AttachmentOutbox(Spool spool, EntryQueue queue, Outbox outbox, SpoolLimits limits, AgentLog log)
{
    private readonly Lock _gate = new();

    /// <summary>Moves a finished file in, and queues the entry that names it, both durable when the call returns.</summary>
    /// <param name="type">Of the entry.</param>
    /// <param name="priority">Of the entry.</param>
    /// <param name="path">On the same file system as the spool; gone when the call returns.</param>
    /// <param name="body">Makes the entry's body.</param>
    /// <exception cref="IOException">The disk does not take it, or it is larger than all that its type may take.</exception>
    public Attachment Take(EntryType type, EntryPriority priority, string path, Func<Attachment, byte[]> body)
    {
        lock (_gate)
        {
            MakeRoom(type, new FileInfo(path).Length);
            return Queue(type, priority, spool.Take(path), body, Urgency.AtOnce);
        }
    }

    /// <summary>Copies a file that stays where it is, and queues the entry that names it. Both are written when the call returns.</summary>
    /// <param name="type">Of the entry.</param>
    /// <param name="priority">Of the entry.</param>
    /// <param name="urgency">When both are durable, the file before the entry.</param>
    /// <param name="path">Of the file; what it holds now counts.</param>
    /// <param name="body">Makes the entry's body.</param>
    /// <exception cref="IOException">The disk does not take it, or it is larger than all that its type may take.</exception>
    public Attachment Copy(EntryType type, EntryPriority priority, Urgency urgency, string path, Func<Attachment, byte[]> body)
    {
        lock (_gate)
        {
            MakeRoom(type, new FileInfo(path).Length);
            return Queue(type, priority, spool.Copy(path), body, urgency);
        }
    }

    /// <summary>Removes files that no entry names any more: sent, evicted, or never queued.</summary>
    public void Collect()
    {
        lock (_gate)
        {
            spool.Collect(queue.Attachments().Select(named => named.Attachment.Sha256).ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>Disk that attachments of a type take which wait to be sent.</summary>
    public long HeldBytes(EntryType type) => BytesOf(Held(type));

    /// <summary>What they may take.</summary>
    public long MaxBytes(EntryType type) => limits.Of(type);

    private Attachment Queue(EntryType type, EntryPriority priority, Attachment attachment, Func<Attachment, byte[]> body, Urgency urgency)
    {
        outbox.Put(type, priority, body(attachment), urgency);
        return attachment;
    }

    /// <summary>The oldest of the same type go first.</summary>
    private void MakeRoom(EntryType type, long bytes)
    {
        var limit = Math.Min(limits.Of(type), ProtocolLimits.MaxBlobBytes);
        if (bytes > limit)
        {
            throw new IOException($"{bytes} bytes, and at most {limit} of this kind may wait to be sent");
        }

        var held = Held(type);
        var total = BytesOf(held);
        foreach (var (_, oldest) in held)
        {
            if (total + bytes <= limit)
            {
                break;
            }

            total -= oldest.Bytes;
            var evicted = queue.RemoveNaming(oldest.Sha256, AgentCounter.QueueEvicted);
            log.Warn("spool", $"{evicted} entries of type {type} with {oldest.Bytes} bytes gave way to newer ones");
            spool.Remove(oldest.Sha256);
        }
    }

    private List<NamedAttachment> Held(EntryType type) =>
        [.. queue.Attachments().Where(named => named.Type == type).DistinctBy(named => named.Attachment.Sha256)];

    private static long BytesOf(List<NamedAttachment> held) => held.Sum(named => named.Attachment.Bytes);
}
