using System.Globalization;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>Reads the members of an <c>ar</c> archive, as Debian packages and <c>.ipk</c> are (deb(5)).</summary>
internal static class ArEntries
{
    private const int MagicBytes = 8;
    private const int HeaderBytes = 60;

    public static void Read(Stream ar, string archive, ArchiveBudget budget, Action<string, EntryStream> each)
    {
        new EntryStream(ar, MagicBytes, archive).Finish();
        var header = new byte[HeaderBytes];
        for (int read; (read = ar.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false)) > 0;)
        {
            budget.TakeEntry();
            if (read < HeaderBytes || header[58] != '`' || header[59] != '\n'
                || !long.TryParse(header.AsSpan(48, 10).TrimEnd((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                throw new ArchiveException($"{archive}: a header of ar is damaged");
            }

            var content = new EntryStream(ar, size, archive);
            each(FileFormats.Text(header.AsSpan(0, 16)).Trim().TrimEnd('/'), content);
            content.Finish();
            if (size % 2 == 1)
            {
                ar.ReadByte();
            }
        }
    }
}
