using System.Text;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Core;

/// <summary><c>NT_FILE</c>: <c>count, page size, count x (start, end, page)</c>, then as many paths, each ended by a zero (<c>fill_files_note</c> of Linux).</summary>
internal static class MappedFileReader
{
    private const string Deleted = " (deleted)";

    /// <summary>The kernel's own limit of a path.</summary>
    private const int MaxPathBytes = 4096;

    /// <summary>Those that fit; empty when it is malformed.</summary>
    public static MappedFile[] Read(ReadOnlySpan<byte> content, bool is64)
    {
        var word = is64 ? 8 : 4;
        if (content.Length < 2 * word)
        {
            return [];
        }

        var reader = new ByteReader(content, "NT_FILE");
        var (claimed, pageSize) = (reader.Word(is64), reader.Word(is64));
        if (claimed > (ulong)(reader.Remaining / ((3 * word) + 1)))
        {
            return [];
        }

        var names = content[(reader.Position + ((int)claimed * 3 * word))..];
        var files = new List<MappedFile>(Math.Min((int)claimed, ElfFile.MaxSegments));
        var lastBytes = ReadOnlySpan<byte>.Empty;
        var last = "";
        for (var i = 0; i < Math.Min((int)claimed, ElfFile.MaxSegments); i++)
        {
            var (start, end, page) = (reader.Word(is64), reader.Word(is64), reader.Word(is64));
            var length = names.IndexOf((byte)0);
            if (length < 0)
            {
                break;
            }

            // A library's parts follow each other: one string for all.
            var name = names[..Math.Min(length, MaxPathBytes)];
            last = name.SequenceEqual(lastBytes) ? last : Decode(name);
            lastBytes = name;
            if (start < end)
            {
                files.Add(new MappedFile(start, end, unchecked(page * pageSize), last));
            }

            names = names[(length + 1)..];
        }

        return [.. files];
    }

    private static string Decode(ReadOnlySpan<byte> name)
    {
        var path = Encoding.UTF8.GetString(name);
        return path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
    }
}
