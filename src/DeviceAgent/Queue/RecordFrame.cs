using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Queue;

/// <summary>What is around each payload in a segment: <c>length u32 | CRC-32C u32 over length and payload | payload</c>, little-endian.</summary>
internal static class RecordFrame
{
    public const int HeaderBytes = 8;

    /// <summary>Of a whole record that tells where the next begins.</summary>
    public const int SkipBytes = HeaderBytes + RecordCodec.SkipBytes;

    public static int SizeOf(byte[] payload) => HeaderBytes + payload.Length;

    public static void Write(Span<byte> destination, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Crc32C.Of(destination[..4], payload));
        payload.CopyTo(destination[HeaderBytes..]);
    }

    /// <param name="bytes">From the record on.</param>
    /// <param name="length">Of its payload.</param>
    /// <returns>False when these bytes are no record.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < HeaderBytes)
        {
            return false;
        }

        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (claimed is 0 or > RecordCodec.MaxPayload || claimed > bytes.Length - HeaderBytes)
        {
            return false;
        }

        length = (int)claimed;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Crc32C.Of(bytes[..4], bytes.Slice(HeaderBytes, length));
    }
}
