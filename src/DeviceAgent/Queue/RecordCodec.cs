using System.Buffers.Binary;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// Payloads of the queue's records, little-endian:
/// <code>
/// table       02 | encoded key table ...
/// done        03 | epoch u64 | (first i64, last i64) ...
/// checkpoint  05 | epoch u64 | bytes ...
/// skip        06 | next i64, the offset of the next record
/// </code>
/// Entries are <see cref="EntryRecord"/>'s.
/// </summary>
internal static class RecordCodec
{
    private const int RangeBytes = 2 * sizeof(long);

    /// <summary>The longest payload that can be meant: a longer length is damage.</summary>
    public const int MaxPayload = EntryRecord.MaxHeadBytes + ProtocolLimits.MaxTableBytes;

    public const int SkipBytes = 1 + sizeof(long);

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

    public static byte[] Checkpoint(ulong epoch, ReadOnlySpan<byte> checkpoint)
    {
        var payload = new byte[1 + sizeof(ulong) + checkpoint.Length];
        payload[0] = (byte)RecordKind.Checkpoint;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(1), epoch);
        checkpoint.CopyTo(payload.AsSpan(1 + sizeof(ulong)));
        return payload;
    }

    public static bool TryReadCheckpoint(ReadOnlyMemory<byte> payload, out ulong epoch, out ReadOnlyMemory<byte> checkpoint)
    {
        var isOne = payload.Length > 1 + sizeof(ulong) && payload.Span[0] == (byte)RecordKind.Checkpoint;
        epoch = isOne ? BinaryPrimitives.ReadUInt64LittleEndian(payload.Span[1..]) : 0;
        checkpoint = isOne ? payload[(1 + sizeof(ulong))..] : default;
        return isOne;
    }

    public static byte[] Skip(long next)
    {
        var payload = new byte[SkipBytes];
        payload[0] = (byte)RecordKind.Skip;
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(1), next);
        return payload;
    }

    /// <summary>Whether the record, which ends at <paramref name="end"/>, says that the next begins at <paramref name="next"/>.</summary>
    public static bool TryReadSkip(ReadOnlySpan<byte> payload, long end, out long next)
    {
        next = payload.Length == SkipBytes && payload[0] == (byte)RecordKind.Skip ? BinaryPrimitives.ReadInt64LittleEndian(payload[1..]) : 0;
        return next >= end && next - end < Segment.PageBytes;
    }
}
