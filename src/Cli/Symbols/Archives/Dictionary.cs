using System.Buffers.Binary;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>How much memory a compressed file asks for before anything of it is read: up to 4 GiB, whatever it has ("The .xz File Format", 1.2.1, sections 3.1 and 5.3.1; lzma(5)).</summary>
internal static class Dictionary
{
    /// <summary>Of <c>xz</c>'s presets the largest has 64 MiB.</summary>
    public const long MaxBytes = 256 << 20;

    private const int StreamHeaderBytes = 12;
    private const ulong Lzma2 = 0x21;

    /// <param name="first">Of an <c>.xz</c> file; its first block counts.</param>
    /// <returns>Bytes; 0 when that is not what it begins with.</returns>
    public static long OfXz(ReadOnlySpan<byte> first)
    {
        const int hasCompressedSize = 0x40, hasSize = 0x80, filterCount = 3;
        if (first.Length < StreamHeaderBytes + 2)
        {
            return 0;
        }

        var flags = first[StreamHeaderBytes + 1];
        var rest = first[(StreamHeaderBytes + 2)..];
        for (var numbers = ((flags & hasCompressedSize) != 0 ? 1 : 0) + ((flags & hasSize) != 0 ? 1 : 0); numbers > 0; numbers--)
        {
            Number(ref rest);
        }

        for (var filters = 1 + (flags & filterCount); filters > 0; filters--)
        {
            var (id, size) = (Number(ref rest), Number(ref rest));
            if (id == Lzma2)
            {
                return rest.IsEmpty ? 0 : OfLzma2(rest[0]);
            }

            rest = rest[(int)Math.Min(size, (ulong)rest.Length)..];
        }

        return 0;
    }

    /// <param name="first">Of an <c>.lzma</c> file: properties, the dictionary's size, the size of all.</param>
    public static long OfLzma(ReadOnlySpan<byte> first) => first.Length < 5 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(first[1..]);

    /// <summary>2 or 3 times a power of two.</summary>
    private static long OfLzma2(byte bits) => (2L | (bits & 1L)) << ((Math.Min(bits, (byte)40) / 2) + 11);

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; !bytes.IsEmpty && shift < 63; shift += 7)
        {
            var b = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
