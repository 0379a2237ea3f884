using System.IO.Compression;
using System.Runtime.InteropServices;
using ZstdSharp;

namespace Fleet.Symbolication.Elf;

/// <summary>Sections that were compressed: <c>SHF_COMPRESSED</c> by zlib or zstd, and the older <c>.zdebug</c>.</summary>
internal static class SectionInflater
{
    /// <summary>The largest that a section may become, 2 GiB: what one array holds, three times the debugging information of a web browser's libraries.</summary>
    public const int MaxInflatedBytes = 0x7fff_ffc7;

    /// <summary>Of size to compressed size. Deflate cannot do more than 1,032; what zstd says beyond is a bomb.</summary>
    public const int MaxRatio = 1100;

    private const uint Zlib = 1;
    private const uint Zstd = 2;

    public static byte[] Inflate(ReadOnlyMemory<byte> section, bool is64, string name)
    {
        var reader = new ByteReader(section.Span, name);
        var type = reader.U32();
        if (is64)
        {
            reader.Skip(4);
        }

        var size = reader.Word(is64);
        reader.Skip(is64 ? 8u : 4u);
        return Inflate(section[reader.Position..], type, size, name);
    }

    /// <summary><c>ZLIB</c>, and the size as a big-endian number of 8 bytes.</summary>
    public static byte[] InflateGnu(ReadOnlyMemory<byte> section, string name)
    {
        var span = section.Span;
        if (span.Length < 12 || !span.StartsWith("ZLIB"u8))
        {
            throw new MalformedException(name, "does not begin with ZLIB");
        }

        return Inflate(section[12..], Zlib, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(span[4..]), name);
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> compressed, uint type, ulong size, string name)
    {
        if (size > MaxInflatedBytes || size > (ulong)compressed.Length * MaxRatio)
        {
            throw new MalformedException(name, $"says that its {compressed.Length} bytes become {size}");
        }

        var inflated = GC.AllocateUninitializedArray<byte>((int)size);
        try
        {
            using Stream stream = type switch
            {
                Zlib => new ZLibStream(StreamOf(compressed), CompressionMode.Decompress),
                Zstd => new DecompressionStream(StreamOf(compressed)),
                _ => throw new MalformedException(name, $"is compressed in a way that is not known, {type}"),
            };
            stream.ReadExactly(inflated);
            return inflated;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            throw new MalformedException(name, $"cannot be inflated: {e.Message}");
        }
    }

    private static Stream StreamOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new ByteSourceStream(ByteSource.Of(bytes));
}
