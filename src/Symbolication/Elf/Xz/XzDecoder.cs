using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace Fleet.Symbolication.Elf.Xz;

/// <summary>
/// Inflates a whole <c>.xz</c> file of LZMA2, as <c>xz</c> writes it when nothing else is said: blocks with their checksums. The index behind them repeats what
/// the blocks say, and is not read. Source: "The .xz File Format", version 1.2.1, sections 2 and 3.
/// <para>
/// Our own since it must not allocate what a header asks for: the dictionary of LZMA2 may be 4 GiB, and libraries make room for it before they read.
/// Here the result is the dictionary, and grows with what has come out.
/// </para>
/// </summary>
internal static class XzDecoder
{
    /// <summary>Of size to compressed size; what is beyond is a bomb.</summary>
    private const int MaxRatio = 1100;

    private const int StreamHeaderSize = 12;
    private const ulong Lzma2Filter = 0x21;

    private static ReadOnlySpan<byte> Magic => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <param name="most">Bytes that it may become.</param>
    /// <exception cref="MalformedException">It is none, is damaged, or becomes too large.</exception>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> file, int most, string what)
    {
        if (!file.StartsWith(Magic))
        {
            throw new MalformedException(what, "is no xz file");
        }

        var reader = new ByteReader(file, what);
        reader.Skip(StreamHeaderSize);
        var flags = file.Slice(6, 2);
        if (flags[0] != 0 || Crc32.HashToUInt32(flags) != BinaryPrimitives.ReadUInt32LittleEndian(file[8..]))
        {
            throw reader.Malformed("flags that are not known, or damaged");
        }

        var output = new XzOutput((int)Math.Min(most, (4096 + (long)file.Length) * MaxRatio), what);
        var lzma = new Lzma2Decoder(output, what);

        // A zero where a block's size would be begins the index.
        while (file[Checked(ref reader)] != 0)
        {
            var start = output.Length;
            ReadBlockHeader(ref reader);
            lzma.Decode(ref reader);
            reader.Align(4);
            Verify(flags[1], output.Written[start..], ref reader);
        }

        return output.Memory;
    }

    private static int Checked(ref ByteReader reader) => reader.AtEnd ? throw reader.Malformed("the end, before the index") : reader.Position;

    private static void ReadBlockHeader(ref ByteReader reader)
    {
        var start = reader.Position;
        var size = (reader.U8() + 1) * 4;
        reader.Seek(start);
        var header = reader.Take((ulong)size);
        if (Crc32.HashToUInt32(header[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(header[^4..]))
        {
            throw reader.Malformed("a damaged block header");
        }

        var fields = new ByteReader(header[..^4], reader.What, 1);
        var flags = fields.U8();
        if ((flags & 0x3f) != 0)
        {
            throw reader.Malformed("more than one filter, or flags that are not known");
        }

        const int hasCompressedSize = 0x40, hasSize = 0x80;
        if ((flags & hasCompressedSize) != 0)
        {
            fields.Uleb();
        }

        if ((flags & hasSize) != 0)
        {
            fields.Uleb();
        }

        var filter = fields.Uleb();
        if (filter != Lzma2Filter)
        {
            throw reader.Malformed($"the filter 0x{filter:x}; LZMA2 alone is supported");
        }
    }

    private static void Verify(byte check, ReadOnlySpan<byte> content, ref ByteReader reader)
    {
        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        switch (check)
        {
            case 0:
                return;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32.HashToUInt32(content));
                sum = sum[..4];
                break;
            case 4:
                BinaryPrimitives.WriteUInt64LittleEndian(sum, Crc64Xz.Of(content));
                sum = sum[..8];
                break;
            case 10:
                SHA256.HashData(content, sum);
                break;
            default:
                throw reader.Malformed($"the check {check}, which is not known");
        }

        if (!reader.Take((ulong)sum.Length).SequenceEqual(sum))
        {
            throw reader.Malformed("a block that does not match its checksum");
        }
    }
}
