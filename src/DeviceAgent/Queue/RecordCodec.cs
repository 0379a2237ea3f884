using System.Buffers.Binary;
using System.Text;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// Payloads of the queue's records, little-endian:
/// <code>
/// entry  01 | priority u8 | type i32 | epoch u64 | number i64 | wall_ms i64 | uptime_ms i64 | table 16 | boot_id 16
///           | software_type: length u16, UTF-8 | software_version: length u16, UTF-8 | body ...
/// table  02 | encoded key table ...
/// done   03 | epoch u64 | (first i64, last i64) ...
/// </code>
/// </summary>
internal static class RecordCodec
{
    private const int FixedEntryBytes = 1 + 1 + 4 + 8 + 8 + 8 + 8 + TableHash.Size + 16;
    private const int RangeBytes = 2 * sizeof(long);

    /// <summary>The longest payload that can be meant: a longer length is damage.</summary>
    public const int MaxPayload = FixedEntryBytes + 2 * (sizeof(ushort) + 4 * ProtocolLimits.MaxVersionLength) + ProtocolLimits.MaxTableBytes;

    public static byte[] Entry(EntryHeader header, ReadOnlySpan<byte> body)
    {
        var type = Encoding.UTF8.GetBytes(header.Origin.SoftwareType);
        var version = Encoding.UTF8.GetBytes(header.Origin.SoftwareVersion);
        var payload = new byte[FixedEntryBytes + (2 * sizeof(ushort)) + type.Length + version.Length + body.Length];
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
        rest = rest[FixedEntryBytes..];
        WriteText(ref rest, type);
        WriteText(ref rest, version);
        body.CopyTo(rest);
        return payload;
    }

    /// <summary>Reads what <see cref="Entry"/> wrote; false when the payload is not of this form.</summary>
    public static bool TryReadEntry(ReadOnlyMemory<byte> payload, out EntryHeader? header, out ReadOnlyMemory<byte> body)
    {
        header = null;
        body = default;
        var span = payload.Span;
        if (span.Length < FixedEntryBytes || span[0] != (byte)RecordKind.Entry)
        {
            return false;
        }

        var rest = span[FixedEntryBytes..];
        if (!TryReadText(ref rest, out var type) || !TryReadText(ref rest, out var version))
        {
            return false;
        }

        header = new EntryHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(span[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[14..]),
            BinaryPrimitives.ReadInt32LittleEndian(span[2..]),
            (EntryPriority)span[1],
            BinaryPrimitives.ReadInt64LittleEndian(span[22..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[30..]),
            new Origin(new Guid(span.Slice(38 + TableHash.Size, 16), bigEndian: true), type, version),
            TableHash.FromBytes(span[38..]));
        body = payload[(payload.Length - rest.Length)..];
        return header.Epoch != 0 && header.Number > 0;
    }

    public static byte[] Table(ReadOnlySpan<byte> encoded)
    {
        var payload = new byte[1 + encoded.Length];
        payload[0] = (byte)RecordKind.Table;
        encoded.CopyTo(payload.AsSpan(1));
        return payload;
    }

    public static byte[] Done(ulong epoch, IReadOnlyList<NumberRange> ranges)
    {
        var payload = new byte[1 + sizeof(ulong) + (ranges.Count * RangeBytes)];
        payload[0] = (byte)RecordKind.Done;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(1), epoch);
        var rest = payload.AsSpan(1 + sizeof(ulong));
        foreach (var range in ranges)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, range.First);
            BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(long)..], range.Last);
            rest = rest[RangeBytes..];
        }

        return payload;
    }

    public static bool TryReadDone(ReadOnlySpan<byte> payload, out ulong epoch, out NumberRange[] ranges)
    {
        epoch = 0;
        ranges = [];
        var bytes = payload.Length - 1 - sizeof(ulong);
        if (bytes < 0 || bytes % RangeBytes != 0 || payload[0] != (byte)RecordKind.Done)
        {
            return false;
        }

        epoch = BinaryPrimitives.ReadUInt64LittleEndian(payload[1..]);
        ranges = new NumberRange[bytes / RangeBytes];
        for (var i = 0; i < ranges.Length; i++)
        {
            var at = payload[(1 + sizeof(ulong) + (i * RangeBytes))..];
            ranges[i] = new NumberRange(BinaryPrimitives.ReadInt64LittleEndian(at), BinaryPrimitives.ReadInt64LittleEndian(at[sizeof(long)..]));
        }

        return true;
    }

    private static void WriteText(ref Span<byte> rest, ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)text.Length);
        text.CopyTo(rest[sizeof(ushort)..]);
        rest = rest[(sizeof(ushort) + text.Length)..];
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> rest, out string text)
    {
        text = "";
        if (rest.Length < sizeof(ushort))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (rest.Length < sizeof(ushort) + length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(rest.Slice(sizeof(ushort), length));
        rest = rest[(sizeof(ushort) + length)..];
        return true;
    }
}
