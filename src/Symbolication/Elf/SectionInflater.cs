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

    /// <summary>Of a piece.</summary>
    private const int BlockBytes = 1 << 20;

    private const uint Zlib = 1;
    private const uint Zstd = 2;

    /// <summary>The most that all sections of a file may become together: no byte is in two of them.</summary>
    /// <param name="fileBytes">Length of the file.</param>
    public static long MostOf(long fileBytes) => fileBytes > long.MaxValue / MaxRatio ? long.MaxValue : fileBytes * MaxRatio;

    /// <summary>Bytes that a section says it becomes.</summary>
    /// <exception cref="MalformedException">It has no header, or one that says more than can be.</exception>
    public static long SizeOf(ReadOnlyMemory<byte> section, bool is64, bool isGnu, string name) => (long)(isGnu ? GnuHeader(section, name) : Header(section, is64, name)).Size;

    public static byte[] Inflate(ReadOnlyMemory<byte> section, bool is64, string name)
    {
        var (compressed, type, size) = Header(section, is64, name);
        return Inflate(compressed, type, size, name);
    }

    /// <summary><c>ZLIB</c>, and the size as a big-endian number of 8 bytes.</summary>
    public static byte[] InflateGnu(ReadOnlyMemory<byte> section, string name)
    {
        var (compressed, type, size) = GnuHeader(section, name);
        return Inflate(compressed, type, size, name);
    }

    /// <summary>The same piece by piece, without ever holding all of it.</summary>
    /// <param name="isGnu">As <see cref="InflateGnu"/> has it.</param>
    /// <param name="write">Takes each piece.</param>
    /// <returns>Bytes that came out: as many as the section's header says.</returns>
    public static long InflateTo(ReadOnlyMemory<byte> section, bool is64, bool isGnu, string name, SpanAction write)
    {
        var (compressed, type, size) = isGnu ? GnuHeader(section, name) : Header(section, is64, name);
        var block = GC.AllocateUninitializedArray<byte>((int)Math.Min(size, BlockBytes));
        try
        {
            using var stream = Open(compressed, type, name);
            for (var left = (long)size; left > 0;)
            {
                var piece = block.AsSpan(0, (int)Math.Min(left, block.Length));
                stream.ReadExactly(piece);
                write(piece);
                left -= piece.Length;
            }

            return (long)size;
        }
        catch (Exception e) when (IsBadInput(e))
        {
            throw new MalformedException(name, $"cannot be inflated: {e.Message}");
        }
    }

    /// <summary>Takes bytes that are overwritten when it returns.</summary>
    public delegate void SpanAction(ReadOnlySpan<byte> bytes);

    private static (ReadOnlyMemory<byte> Compressed, uint Type, ulong Size) Header(ReadOnlyMemory<byte> section, bool is64, string name)
    {
        var reader = new ByteReader(section.Span, name);
        var type = reader.U32();
        if (is64)
        {
            reader.Skip(4);
        }

        var size = reader.Word(is64);
        reader.Skip(is64 ? 8u : 4u);
        return Checked(section[reader.Position..], type, size, name);
    }

    private static (ReadOnlyMemory<byte> Compressed, uint Type, ulong Size) GnuHeader(ReadOnlyMemory<byte> section, string name)
    {
        var span = section.Span;
        return span.Length >= 12 && span.StartsWith("ZLIB"u8)
            ? Checked(section[12..], Zlib, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(span[4..]), name)
            : throw new MalformedException(name, "does not begin with ZLIB");
    }

    private static (ReadOnlyMemory<byte> Compressed, uint Type, ulong Size) Checked(ReadOnlyMemory<byte> compressed, uint type, ulong size, string name) =>
        size > MaxInflatedBytes || size > (ulong)compressed.Length * MaxRatio
            ? throw new MalformedException(name, $"says that its {compressed.Length} bytes become {size}")
            : (compressed, type, size);

    private static byte[] Inflate(ReadOnlyMemory<byte> compressed, uint type, ulong size, string name)
    {
        var inflated = GC.AllocateUninitializedArray<byte>((int)size);
        try
        {
            using var stream = Open(compressed, type, name);
            stream.ReadExactly(inflated);
            return inflated;
        }
        catch (Exception e) when (IsBadInput(e))
        {
            throw new MalformedException(name, $"cannot be inflated: {e.Message}");
        }
    }

    private static bool IsBadInput(Exception e) => e is InvalidDataException or EndOfStreamException or ZstdException;

    private static Stream Open(ReadOnlyMemory<byte> compressed, uint type, string name) => type switch
    {
        Zlib => new ZLibStream(StreamOf(compressed), CompressionMode.Decompress),
        Zstd => new DecompressionStream(StreamOf(compressed)),
        _ => throw new MalformedException(name, $"is compressed in a way that is not known, {type}"),
    };

    private static Stream StreamOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new ByteSourceStream(ByteSource.Of(bytes));
}
