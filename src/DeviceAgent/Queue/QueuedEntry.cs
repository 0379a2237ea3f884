using Fleet.Protocol;
using Fleet.Protocol.Attachments;

namespace Fleet.DeviceAgent.Queue;

/// <summary>An entry that waits, and where it lies.</summary>
internal sealed class QueuedEntry(EntryHeader header, RecordPlace place, int bodyBytes, Attachment? attachment)
{
    public EntryHeader Header => header;

    /// <summary>Changes when the entry is moved out of a segment that is given up.</summary>
    public RecordPlace Place { get; set; } = place;

    /// <summary>Of the body, as it is sent.</summary>
    public int BodyBytes => bodyBytes;

    /// <summary>Whether it has been flushed to disk. Only then may it be sent: a number that a server has seen must not be given out again after a power cut.</summary>
    public bool IsDurable { get; set; }

    /// <summary>The file that it names and that the server needs before it.</summary>
    public Attachment? Attachment => attachment;

    /// <summary>Whether the server has the attachment, as far as this process knows.</summary>
    public bool IsUploaded { get; set; }

    public bool IsSendable => IsDurable && (Attachment is null || IsUploaded);

    public static QueuedEntry Of(EntryRecord record, RecordPlace place) =>
        new(record.Header, place, record.Body.Length, FindAttachment(record.Header.Type, record.Body));

    /// <summary>What a body names. One that cannot be read names nothing: the server will say what is wrong with it.</summary>
    public static Attachment? FindAttachment(int type, ReadOnlyMemory<byte> body)
    {
        try
        {
            return EntryAttachment.Find(type, body);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
