using Fleet.Protocol.Attachments;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>An attachment that an entry of the queue names.</summary>
/// <param name="Type">Of the entry.</param>
/// <param name="Attachment">The file.</param>
internal sealed record NamedAttachment(EntryType Type, Attachment Attachment);
