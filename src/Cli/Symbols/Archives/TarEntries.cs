using System.Globalization;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>
/// Reads the regular files of a tar archive, in its order: ustar, GNU and pax (POSIX.1-2017, pax, "ustar Interchange Format"). Names are for messages only.
/// </summary>
internal static class TarEntries
{
    private const int Block = 512;

    /// <summary>Of a long name or a pax header; the longest path of Linux has 4,096 bytes.</summary>
    private const int MaxExtra = 64 * 1024;

    public static void Read(Stream tar, string archive, ArchiveBudget budget, Action<string, EntryStream> each)
    {
        var header = new byte[Block];
        string? longName = null;
        long? longSize = null;
        while (tar.ReadAtLeast(header, Block, throwOnEndOfStream: false) == Block && header.AsSpan().ContainsAnyExcept((byte)0))
        {
            budget.TakeEntry();
            Check(header, archive);
            var type = (char)header[156];
            var size = type is 'x' or 'g' or 'L' or 'K' || longSize is null ? Number(header.AsSpan(124, 12), archive) : longSize.Value;
            var content = new EntryStream(tar, size, archive);
            switch (type)
            {
                case 'L':
                    longName = FileFormats.Text(Extra(content));
                    break;
                case 'x':
                    Attributes(Extra(content), ref longName, ref longSize);
                    break;
                case 'g' or 'K':
                    break;
                default:
                    if (type is '0' or '\0' or '7')
                    {
                        each(longName ?? Name(header), content);
                    }

                    (longName, longSize) = (null, null);
                    break;
            }

            content.Finish();
            new EntryStream(tar, (Block - (size % Block)) % Block, archive).Finish();
        }
    }

    private static string Name(ReadOnlySpan<byte> header)
    {
        var (name, prefix) = (FileFormats.Text(header[..100]), header.Slice(257, 6).SequenceEqual("ustar\0"u8) ? FileFormats.Text(header.Slice(345, 155)) : "");
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    /// <summary>The sum of the header's bytes, its own counted as blanks.</summary>
    private static void Check(ReadOnlySpan<byte> header, string archive)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Block; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : header[i];
        }

        if (Number(header.Slice(148, 8), archive) != sum)
        {
            throw new ArchiveException($"{archive}: a header of tar is damaged");
        }
    }

    /// <summary>Octal text, or with the first bit set a big-endian number (GNU).</summary>
    private static long Number(ReadOnlySpan<byte> field, string archive)
    {
        var value = 0L;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var b in field[^8..])
            {
                value = (value << 8) | b;
            }

            return value >= 0 && field[0] == 0x80 ? value : throw new ArchiveException($"{archive}: an entry of tar with a size that none has");
        }

        foreach (var b in field)
        {
            if (b is >= (byte)'0' and <= (byte)'7')
            {
                value = (value << 3) | (long)(b - '0');
            }
            else if (b is not ((byte)' ' or 0))
            {
                throw new ArchiveException($"{archive}: a header of tar has '{FileFormats.Text(field)}' where a number should be");
            }
        }

        return value;
    }

    /// <summary>Content of an entry that describes the next; empty when it is too long to be true.</summary>
    private static byte[] Extra(EntryStream content)
    {
        if (content.Length > MaxExtra)
        {
            return [];
        }

        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Records of <c>length key=value\n</c>.</summary>
    private static void Attributes(ReadOnlySpan<byte> records, ref string? name, ref long? size)
    {
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > records.Length)
            {
                return;
            }

            var record = records[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0 && record[..equals].SequenceEqual("path"u8))
            {
                name = FileFormats.Text(record[(equals + 1)..]);
            }
            else if (equals > 0 && record[..equals].SequenceEqual("size"u8) && long.TryParse(record[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var said))
            {
                size = said;
            }

            records = records[length..];
        }
    }
}
