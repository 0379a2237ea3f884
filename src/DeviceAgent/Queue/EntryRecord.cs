using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Fleet.DeviceAgent.Deflate;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// An entry as a segment holds it, little-endian. The body is deflated (<see cref="FixedDeflate"/>) unless it is as long as <c>body length</c> says.
/// <code>
/// 04 | priority u8 | type i32 | epoch u64 | number i64 | wall_ms i64 | uptime_ms i64 | table 16 | boot_id 16 | body length u32
///    | software_type: length u16, UTF-8 | software_version: length u16, UTF-8 | checkpoint: length u16, bytes | body ...
/// 01 | the same without body length and checkpoint | body, not compressed ...
/// </code>
/// </summary>
/// <param name="header">All but the body.</param>
/// <param name="body">MessagePack of the type's body.</param>
/// <param name="checkpoint">What holds as soon as the entry is in the queue, and not before; empty when it brings none.</param>
internal sealed class EntryRecord(EntryHeader header, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> checkpoint)
{
    private const int FormerFixedBytes = 1 + 1 + 4 + 8 + 8 + 8 + 8 + TableHash.Size + 16;
    private const int FixedBytes = FormerFixedBytes + sizeof(uint);

    /// <summary>What fits beside a report into one page.</summary>
    public const int MaxCheckpointBytes = 1024;

    /// <summary>Before the body.</summary>
    public const int MaxHeadBytes = FixedBytes + (3 * sizeof(ushort)) + (2 * 4 * ProtocolLimits.MaxVersionLength) + MaxCheckpointBytes;

    /// <summary>A shorter body has nothing in it twice.</summary>
    private const int LeastCompressed = 64;

    public EntryHeader Header => header;

    public ReadOnlyMemory<byte> Body => body;

    public ReadOnlyMemory<byte> Checkpoint => checkpoint;

    public byte[] Encode()
    {
        var type = Encoding.UTF8.GetBytes(header.Origin.SoftwareType);
        var version = Encoding.UTF8.GetBytes(header.Origin.SoftwareVersion);
        var compressed = body.Length >= LeastCompressed ? FixedDeflate.Compress(body.Span) : default;
        var stored = compressed.IsEmpty || compressed.Length == body.Length ? body : compressed;
        var payload = new byte[FixedBytes + (3 * sizeof(ushort)) + type.Length + version.Length + checkpoint.Length + stored.Length];
        var rest = payload.AsSpan();
        rest[0] = (byte)RecordKind.Entry;
        rest[1] = (byte)header.Priority;
        BinaryPrimitives.WriteInt32LittleEndian(rest[2..], header.Type);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[6..], header.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(rest[14..], header.Number);
        BinaryPrimitives.WriteInt64LittleEndian(rest[22..], header.WallMs);
        BinaryPrimitives.WriteInt64LittleEndian(rest[30..], header.UptimeMs);
        header.Table.CopyTo(rest[38..]);
        header.Origin.BootId.TryWriteBytes(rest[(38 + TableHash.Size)..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[FormerFixedBytes..], (uint)body.Length);
        rest = rest[FixedBytes..];
        Write(ref rest, type);
        Write(ref rest, version);
        Write(ref rest, checkpoint.Span);
        stored.Span.CopyTo(rest);
        return payload;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote, or a version before; false when the payload is not of this form.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out EntryRecord? record)
    {
        record = null;
        var span = payload.Span;
        var isFormer = span[0] == (byte)RecordKind.FormerEntry;
        var fixedBytes = isFormer ? FormerFixedBytes : FixedBytes;
        if (span.Length < fixedBytes || (!isFormer && span[0] != (byte)RecordKind.Entry))
        {
            return false;
        }

        var rest = payload[fixedBytes..];
        var checkpoint = ReadOnlyMemory<byte>.Empty;
        if (!TryRead(ref rest, out var type) || !TryRead(ref rest, out var version) || !(isFormer || TryRead(ref rest, out checkpoint)))
        {
            return false;
        }

        var header = new EntryHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(span[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[14..]),
            BinaryPrimitives.ReadInt32LittleEndian(span[2..]),
            (EntryPriority)span[1],
            BinaryPrimitives.ReadInt64LittleEndian(span[22..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[30..]),
            new Origin(new Guid(span.Slice(38 + TableHash.Size, 16), bigEndian: true), Encoding.UTF8.GetString(type.Span), Encoding.UTF8.GetString(version.Span)),
            TableHash.FromBytes(span[38..]));
        if (header.Epoch == 0 || header.Number <= 0 || Decompress(rest, isFormer ? (uint)rest.Length : BinaryPrimitives.ReadUInt32LittleEndian(span[FormerFixedBytes..])) is not { } body)
        {
            return false;
        }

        record = new EntryRecord(header, body, checkpoint);
        return true;
    }

    private static ReadOnlyMemory<byte>? Decompress(ReadOnlyMemory<byte> body, uint length) =>
        body.Length == length ? body
        : length <= RecordCodec.MaxPayload && FixedDeflate.Decompress(body.Span, (int)length) is { } content ? content
        : null;

    private static void Write(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)bytes.Length);
        bytes.CopyTo(rest[sizeof(ushort)..]);
        rest = rest[(sizeof(ushort) + bytes.Length)..];
    }

    private static bool TryRead(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (rest.Length < sizeof(ushort))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        if (rest.Length < sizeof(ushort) + length)
        {
            return false;
        }

        bytes = rest.Slice(sizeof(ushort), length);
        rest = rest[(sizeof(ushort) + length)..];
        return true;
    }
}
