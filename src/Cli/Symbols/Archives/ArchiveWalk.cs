using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.Xz;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>
/// Finds the ELF files in an archive and in what is nested in it, reading forward. Nothing is unpacked under a name that the archive gives; sizes,
/// counts and nesting are bounded by <see cref="ArchiveBudget"/>.
/// </summary>
/// <param name="scratch">Makes a file to keep a nested zip in, which is read from its end.</param>
/// <param name="found">Takes an ELF file: its name within the archive, and its content, which it need not read to the end.</param>
/// <param name="problem">Is told of what is nested and cannot be read; the rest is.</param>
internal sealed class ArchiveWalk(Func<FileStream> scratch, Action<string, Stream> found, Action<string> problem)
{
    /// <summary>Of what is nested and cannot be read; more says nothing more.</summary>
    private const int MaxProblems = 1_000;

    /// <summary>Characters of an entry's name; the longest path of Linux.</summary>
    private const int MaxName = 4_096;

    private ArchiveBudget _budget = new(0);
    private int _problems;

    /// <param name="content">The archive, from its begin; it has a length.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="ArchiveException">It is damaged, or too large. What stood before was handed on.</exception>
    public void Read(Stream content, string name)
    {
        (_budget, _problems) = (new ArchiveBudget(content.Length), 0);
        try
        {
            Walk(content, name, 0);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ArchiveException($"{name}: is damaged: {e.Message}");
        }
    }

    /// <summary>Decoders of others meet what they did not expect, and say so in many ways.</summary>
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or SharpCompress.Common.SharpCompressException or ZstdSharp.ZstdException
            or ArgumentException or IndexOutOfRangeException or OverflowException or NotSupportedException or NullReferenceException

            // Of a dictionary of up to 4 GiB, that xz and lzma may ask for.
            or OutOfMemoryException;

    private void WalkNested(Stream content, string name, int depth)
    {
        try
        {
            Walk(content, name, depth);
        }
        catch (Exception e) when (IsDamage(e) || e is ArchiveException and not ArchiveTooLargeException)
        {
            Tell(e is ArchiveException ? e.Message : $"{name}: is damaged: {e.Message}");
        }
    }

    private void Tell(string what)
    {
        if (++_problems <= MaxProblems)
        {
            problem(_problems < MaxProblems ? what : $"{what} (the last of {MaxProblems} that are told; there may be more)");
        }
    }

    private static string Cut(string name) => name.Length <= MaxName ? name : name[..MaxName];

    /// <summary>Whether it is worth a look: whether it can hold programs.</summary>
    public static bool IsArchive(FileFormat format) => format is not (FileFormat.Other or FileFormat.Elf);

    private void Walk(Stream content, string name, int depth)
    {
        var peeked = new PeekedStream(content, FileFormats.PeekBytes);
        var format = FileFormats.Of(peeked.First);
        if (format == FileFormat.Elf)
        {
            found(name, peeked);
            return;
        }

        if (!IsArchive(format))
        {
            return;
        }

        if (depth == ArchiveBudget.MaxDepth)
        {
            // Compressed manual pages of a package in an archive.
            return;
        }

        void Each(string entry, EntryStream stream) => WalkNested(stream, $"{name}!{Cut(entry)}", depth + 1);
        switch (format)
        {
            case FileFormat.Tar:
                TarEntries.Read(peeked, name, _budget, Each);
                break;
            case FileFormat.Ar:
                ArEntries.Read(peeked, name, _budget, Each);
                break;
            case FileFormat.Cpio:
                CpioEntries.Read(peeked, name, _budget, Each);
                break;
            case FileFormat.Zip:
                WalkZip(content, peeked, name, depth);
                break;
            case FileFormat.Rpm:
                RpmPayload.SkipTo(peeked, name);
                Walk(peeked, name, depth + 1);
                break;
            default:
                using (var inflated = new CountedStream(Inflate(format, peeked), _budget))
                {
                    Walk(inflated, name, depth + 1);
                }

                break;
        }
    }

    private static Stream Inflate(FileFormat format, Stream content)
    {
        switch (format)
        {
            case FileFormat.Gzip:
                return new GZipStream(content, CompressionMode.Decompress);
            case FileFormat.Zstd:
                return new ZstdSharp.DecompressionStream(content);
            case FileFormat.Bzip2:
                return BZip2Stream.Create(content, SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true);
            case FileFormat.Xz:
                return new XZStream(content);
            default:
                var properties = new byte[5];
                content.ReadExactly(properties);
                var size = new byte[8];
                content.ReadExactly(size);
                return LzmaStream.Create(properties, content, -1, BitConverter.ToInt64(size));
        }
    }

    private void WalkZip(Stream content, PeekedStream peeked, string name, int depth)
    {
        // The directory is at the end. A file is read where it is, what is nested from a copy.
        var file = content as FileStream;
        using var copy = file is null ? scratch() : null;
        if (copy is not null)
        {
            peeked.CopyTo(copy);
            copy.Position = 0;
        }

        using var zip = new ZipArchive(file ?? copy!, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            _budget.TakeEntry();
            using var inflated = new CountedStream(entry.Open(), _budget);
            WalkNested(inflated, $"{name}!{Cut(FileFormats.Text(System.Text.Encoding.UTF8.GetBytes(entry.FullName)))}", depth + 1);
        }
    }
}
