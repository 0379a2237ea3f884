using Fleet.Protocol.Attachments;
using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Recordings;

/// <summary>
/// Any file that the product wants to be seen: the body of <see cref="Sync.EntryType.Recording"/>. On the wire
/// <c>[id bin16, name, mime, reason, started_ms, sha256 bin32, bytes]</c>; the attachment is the file as it is.
/// </summary>
/// <param name="Id">Names the recording.</param>
/// <param name="Name">File name, without a folder.</param>
/// <param name="Mime">Media type.</param>
/// <param name="Reason">Why it was made, in words; may be empty.</param>
/// <param name="StartedMs">When what it shows began, milliseconds since 1970 UTC by the device's clock. It ends at the entry's capture time.</param>
/// <param name="Content">The file.</param>
public sealed record Recording(Guid Id, string Name, string Mime, string Reason, long StartedMs, Attachment Content)
{
    private const int Fields = 5 + Attachment.Fields;

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, recording) =>
    {
        writer.PutArray(Fields);
        BodyWriter.Id(ref writer, recording.Id);
        writer.Put(recording.Name);
        writer.Put(recording.Mime);
        writer.Put(recording.Reason);
        writer.Put(recording.StartedMs);
        recording.Content.Write(ref writer);
    });

    /// <exception cref="ProtocolException">The bytes are not a recording.</exception>
    public static Recording Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "recording", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "recording", Fields);
        var id = CheckedReader.Id(ref reader, "id");
        var at = reader.Consumed;
        var name = CheckedReader.Text(ref reader, "name", ProtocolLimits.MaxNameLength);
        if (name.Contains('/', StringComparison.Ordinal) || name is "." or "..")
        {
            throw CheckedReader.Wrong("name", at, $"'{name}' is not a file name");
        }

        var recording = new Recording(
            id,
            name,
            CheckedReader.Text(ref reader, "mime", ProtocolLimits.MaxNameLength),
            CheckedReader.Text(ref reader, "reason", ProtocolLimits.MaxReasonLength, mayBeEmpty: true),
            CheckedReader.Milliseconds(ref reader, "started_ms"),
            Attachment.Read(ref reader));
        CheckedReader.SkipRest(ref reader, count, Fields);
        CheckedReader.ExpectEnd(ref reader, "recording");
        return recording;
    });
}
