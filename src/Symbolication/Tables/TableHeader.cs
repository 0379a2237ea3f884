using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Fleet.Symbolication.Tables;

/// <summary>
/// The first bytes of a file of tables: of which symbol file it was made and by which build of this library, and where its directory is. Little endian.
/// <code>
///  0  8  magic              32  8  length of the symbol file       64  16  build of this library
///  8  8  length of all      40  8  hash of its ends                80   8  checksum of the directory
/// 16  8  place of the       48 16  hash of its path                88   8  checksum of what is before
///        directory
/// 24  8  parts in it
/// </code>
/// </summary>
/// <param name="Length">Of the whole file, in bytes.</param>
/// <param name="DirectoryAt">Behind the last part.</param>
/// <param name="Parts">In the directory.</param>
internal readonly record struct TableHeader(long Length, long DirectoryAt, int Parts, ulong DirectoryChecksum)
{
    public const int Size = 96;

    /// <summary>Of 40 bytes.</summary>
    public const int PartSize = 40;

    /// <summary>Two of each unit and some sections: ten times what the largest programs have.</summary>
    public const int MaxParts = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "FleetTb1"u8;

    /// <summary>Another build may read symbol files otherwise, so what it made is not used.</summary>
    private static Guid Build { get; } = typeof(TableHeader).Module.ModuleVersionId;

    public void Write(Span<byte> into, TableSource source)
    {
        Magic.CopyTo(into);
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], DirectoryAt);
        BinaryPrimitives.WriteInt64LittleEndian(into[24..], Parts);
        WriteSource(into, source);
        BinaryPrimitives.WriteUInt64LittleEndian(into[80..], DirectoryChecksum);
        BinaryPrimitives.WriteUInt64LittleEndian(into[88..], XxHash3.HashToUInt64(into[..88]));
    }

    /// <returns>Null when it is of another symbol file or another build, damaged, or cut.</returns>
    public static TableHeader? Read(ReadOnlySpan<byte> bytes, long length, TableSource source)
    {
        Span<byte> expected = stackalloc byte[Size];
        WriteSource(expected, source);
        if (bytes.Length < Size || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt64LittleEndian(bytes[88..]) != XxHash3.HashToUInt64(bytes[..88])
            || !bytes[32..80].SequenceEqual(expected[32..80]))
        {
            return null;
        }

        var (whole, directoryAt, parts) = (BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        return whole == length && parts is >= 0 and <= MaxParts && directoryAt >= Size && directoryAt == length - (parts * PartSize)
            ? new TableHeader(whole, directoryAt, (int)parts, BinaryPrimitives.ReadUInt64LittleEndian(bytes[80..]))
            : null;
    }

    private static void WriteSource(Span<byte> into, TableSource source)
    {
        BinaryPrimitives.WriteInt64LittleEndian(into[32..], source.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(into[40..], source.Ends);
        XxHash128.Hash(Encoding.UTF8.GetBytes(source.Path), into.Slice(48, 16));
        Build.TryWriteBytes(into[64..80]);
    }
}
