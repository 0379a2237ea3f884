using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;

namespace Fleet.Protocol.Attachments;

/// <summary>Which entries name an attachment: it is uploaded before them, and the server takes them once it has it.</summary>
public static class EntryAttachment
{
    /// <returns>Null when entries of this type name none.</returns>
    /// <exception cref="ProtocolException">The body is not what its type says.</exception>
    public static Attachment? Find(int entryType, ReadOnlyMemory<byte> body) => (EntryType)entryType switch
    {
        EntryType.Coredump => Coredump.Decode(body).Content,
        EntryType.LogFile => LogFile.Decode(body).Content,
        EntryType.Recording => Recording.Decode(body).Content,
        _ => null,
    };
}
