using System.Globalization;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>Reads the regular files of a cpio archive in the "new ASCII" format, as RPM packages hold it (cpio(5)).</summary>
internal static class CpioEntries
{
    private const int HeaderBytes = 110;
    private const int MaxName = 64 * 1024;
    private const uint TypeMask = 0xf000;
    private const uint RegularFile = 0x8000;

    public static void Read(Stream cpio, string archive, ArchiveBudget budget, Action<string, EntryStream> each)
    {
        var header = new byte[HeaderBytes];
        while (true)
        {
            budget.TakeEntry();
            if (cpio.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !(header.AsSpan().StartsWith("070701"u8) || header.AsSpan().StartsWith("070702"u8)))
            {
                // RPM has a format of its own, 07070X, for packages with a file of 4 GiB or more: larger than what a server takes.
                throw new ArchiveException($"{archive}: a header of cpio is damaged, or of a format that is not read");
            }

            var (mode, size, nameSize) = (Field(header, 1, archive), Field(header, 6, archive), Field(header, 11, archive));
            if (nameSize > MaxName)
            {
                throw new ArchiveException($"{archive}: a name of {nameSize} bytes");
            }

            var name = new byte[nameSize];
            cpio.ReadExactly(name);
            Pad(cpio, HeaderBytes + nameSize, archive);
            var text = FileFormats.Text(name);
            if (text == "TRAILER!!!")
            {
                return;
            }

            var content = new EntryStream(cpio, size, archive);
            if ((mode & TypeMask) == RegularFile)
            {
                each(text, content);
            }

            content.Finish();
            Pad(cpio, size, archive);
        }
    }

    private static void Pad(Stream cpio, long length, string archive) => new EntryStream(cpio, (4 - (length % 4)) % 4, archive).Finish();

    /// <summary>Fields are 8 hexadecimal digits each, after the 6 of the magic number.</summary>
    private static uint Field(ReadOnlySpan<byte> header, int index, string archive) =>
        uint.TryParse(header.Slice(6 + (8 * index), 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ArchiveException($"{archive}: a header of cpio has '{FileFormats.Text(header.Slice(6 + (8 * index), 8))}' where a number should be");
}
