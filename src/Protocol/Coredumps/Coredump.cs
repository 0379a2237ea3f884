using Fleet.Protocol.Attachments;
using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Coredumps;

/// <summary>
/// The core of a crash: the body of <see cref="Sync.EntryType.Coredump"/>. On the wire <c>[id bin16, strategy, is_truncated, sha256 bin32, bytes]</c>;
/// the attachment is an ELF core in zstd frames.
/// </summary>
/// <param name="Id">Of the <see cref="Crash"/>.</param>
/// <param name="Strategy">How much it holds.</param>
/// <param name="IsTruncated">Whether it ends before the kernel's did: a limit was reached, or the disk full.</param>
/// <param name="Content">The file.</param>
public sealed record Coredump(Guid Id, CoreStrategy Strategy, bool IsTruncated, Attachment Content)
{
    private const int Fields = 3 + Attachment.Fields;

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, core) =>
    {
        writer.PutArray(Fields);
        BodyWriter.Id(ref writer, core.Id);
        writer.Put((int)core.Strategy);
        writer.Put(core.IsTruncated);
        core.Content.Write(ref writer);
    });

    /// <exception cref="ProtocolException">The bytes are not a coredump.</exception>
    public static Coredump Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "coredump", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "coredump", Fields);
        var core = new Coredump(
            CheckedReader.Id(ref reader, "id"),
            (CoreStrategy)CheckedReader.Int64(ref reader, "strategy", (int)CoreStrategy.Registers, (int)CoreStrategy.Full),
            CheckedReader.Boolean(ref reader, "is_truncated"),
            Attachment.Read(ref reader));
        CheckedReader.SkipRest(ref reader, count, Fields);
        CheckedReader.ExpectEnd(ref reader, "coredump");
        return core;
    });
}
