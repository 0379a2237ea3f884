using System.Buffers;
using System.Buffers.Binary;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>
/// The bytes of a chunk. All that is not records is in skippable frames (RFC 8878, 3.1.2), so that the whole file is what the protocol asks of an
/// attachment: records in zstd frames. Little-endian.
/// <code>
/// header  5A 2A 4D 18 | size u32 | "FLL1" | ordinal u64 | cid 16 | next_cid 16 | boot_id 16 | created_ms i64 | CRC-32C u32
/// block   5B 2A 4D 18 | size u32 | CRC-32C u32 | data u32 | index ...            then a zstd frame of data bytes; the sum is over data, index and frame
/// footer  5C 2A 4D 18 | size u32 | CRC-32C u32 | index ...   | length u32        of the whole footer, at the end of the file; the sum is over the index
/// index   MessagePack [first_us, last_us, lines, lost, raw_bytes, has_all_positions, [level 0 .. 7], {source: position}]
/// </code>
/// </summary>
internal static class ChunkCodec
{
    public const uint HeaderMagic = 0x184D2A5A;
    public const uint BlockMagic = 0x184D2A5B;
    public const uint FooterMagic = 0x184D2A5C;

    public const int FrameHeaderBytes = 8;
    public const int HeaderBytes = FrameHeaderBytes + 4 + 8 + 16 + 16 + 16 + 8 + 4;
    public const int BlockPrefixBytes = FrameHeaderBytes + 4 + 4;
    public const int FooterOverheadBytes = FrameHeaderBytes + 4 + 4;

    /// <summary>Positions of 64 files and a journal, with their names, stay far below it.</summary>
    public const int MaxIndexBytes = 1024 * 1024;

    /// <summary>Compressed; a block holds at most a batch more than <see cref="LogStore.BlockBytes"/>.</summary>
    public const int MaxDataBytes = 8 * 1024 * 1024;

    private const int IndexFields = 8;

    private static ReadOnlySpan<byte> Name => "FLL1"u8;

    public static byte[] Header(ChunkHeader header)
    {
        var bytes = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, HeaderMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), HeaderBytes - FrameHeaderBytes);
        Name.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), header.Ordinal);
        header.Cid.TryWriteBytes(bytes.AsSpan(20), bigEndian: true, out _);
        header.NextCid.TryWriteBytes(bytes.AsSpan(36), bigEndian: true, out _);
        header.BootId.TryWriteBytes(bytes.AsSpan(52), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(68), header.CreatedMs);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(76), Crc32C.Of(bytes.AsSpan(0, 76)));
        return bytes;
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, out ChunkHeader header)
    {
        header = default;
        if (bytes.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != HeaderMagic
            || !bytes.Slice(8, 4).SequenceEqual(Name)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[76..]) != Crc32C.Of(bytes[..76]))
        {
            return false;
        }

        header = new ChunkHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]),
            new Guid(bytes.Slice(20, 16), bigEndian: true),
            new Guid(bytes.Slice(36, 16), bigEndian: true),
            new Guid(bytes.Slice(52, 16), bigEndian: true),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[68..]));
        return true;
    }

    /// <summary>A block with its data behind it, to be written at once.</summary>
    public static byte[] Block(ChunkIndex index, ReadOnlySpan<byte> data)
    {
        var encoded = Encode(index);
        var block = new byte[BlockPrefixBytes + encoded.Length + data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(block, BlockMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4), (uint)(8 + encoded.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(12), (uint)data.Length);
        encoded.CopyTo(block.AsSpan(BlockPrefixBytes));
        data.CopyTo(block.AsSpan(BlockPrefixBytes + encoded.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(8), Crc32C.Of(block.AsSpan(12)));
        return block;
    }

    /// <summary>How long the block is that begins with this prefix; 0 when none does.</summary>
    public static int BlockLength(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < BlockPrefixBytes || BinaryPrimitives.ReadUInt32LittleEndian(prefix) != BlockMagic)
        {
            return 0;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(prefix[4..]);
        var data = BinaryPrimitives.ReadUInt32LittleEndian(prefix[12..]);
        return size is > 8 and <= 8 + MaxIndexBytes && data <= MaxDataBytes ? (int)(FrameHeaderBytes + size + data) : 0;
    }

    /// <summary>Reads a whole block; false when it is damaged.</summary>
    public static bool TryReadBlock(ReadOnlyMemory<byte> block, ChunkIndex into)
    {
        var span = block.Span;
        var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(span[4..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(span[8..]) == Crc32C.Of(span[12..])
            && TryDecode(block.Slice(BlockPrefixBytes, size - 8), into);
    }

    public static byte[] Footer(ChunkIndex index)
    {
        var encoded = Encode(index);
        var footer = new byte[FooterOverheadBytes + encoded.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, FooterMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(footer.AsSpan(4), (uint)(footer.Length - FrameHeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(footer.AsSpan(8), Crc32C.Of(encoded));
        encoded.CopyTo(footer.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(footer.AsSpan(footer.Length - 4), (uint)footer.Length);
        return footer;
    }

    /// <summary>Reads a whole footer; false when it is none.</summary>
    public static bool TryReadFooter(ReadOnlyMemory<byte> footer, ChunkIndex into)
    {
        var span = footer.Span;
        return footer.Length > FooterOverheadBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(span) == FooterMagic
            && BinaryPrimitives.ReadUInt32LittleEndian(span[4..]) == footer.Length - FrameHeaderBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(span[8..]) == Crc32C.Of(span[12..^4])
            && TryDecode(footer[12..^4], into);
    }

    private static byte[] Encode(ChunkIndex index)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(IndexFields);
        writer.Put(index.FirstUs);
        writer.Put(index.LastUs);
        writer.Put(index.Lines);
        writer.Put(index.Lost);
        writer.Put(index.RawBytes);
        writer.Put(index.HasAllPositions);
        writer.PutArray(LogFile.LevelCount);
        foreach (var level in index.Levels)
        {
            writer.Put(level);
        }

        writer.PutMap(index.Positions.Count);
        foreach (var (source, position) in index.Positions)
        {
            writer.Put(source);
            writer.Put(position);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The sum was right, so these are bytes that an agent wrote; one of a later version may have written more.</summary>
    private static bool TryDecode(ReadOnlyMemory<byte> encoded, ChunkIndex into)
    {
        try
        {
            var reader = new MessagePackReader(encoded);
            if (reader.ReadArrayHeader() < IndexFields)
            {
                return false;
            }

            into.FirstUs = reader.ReadInt64();
            into.LastUs = reader.ReadInt64();
            into.Lines = reader.ReadInt64();
            into.Lost = reader.ReadInt64();
            into.RawBytes = reader.ReadInt64();
            into.HasAllPositions = reader.ReadBoolean();
            if (reader.ReadArrayHeader() != LogFile.LevelCount)
            {
                return false;
            }

            foreach (ref var level in into.Levels)
            {
                level = reader.ReadInt64();
            }

            for (var left = reader.ReadMapHeader(); left > 0; left--)
            {
                into.Positions[reader.ReadString()!] = reader.ReadString()!;
            }

            return true;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return false;
        }
    }
}
