using System.Text;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>What a file is by its first bytes; names say nothing.</summary>
internal enum FileFormat
{
    Other,
    Elf,
    Gzip,
    Xz,
    Bzip2,
    Zstd,
    Lzma,
    Tar,
    Zip,

    /// <summary>Of <c>ar</c>: Debian packages, <c>.ipk</c>, and static libraries, which have no programs in them.</summary>
    Ar,
    Cpio,
    Rpm,
}

internal static class FileFormats
{
    /// <summary>As many bytes as it takes to know a tar archive.</summary>
    public const int PeekBytes = 512;

    private const int TarMagicAt = 257;

    public static FileFormat Of(ReadOnlySpan<byte> first) => first switch
    {
        _ when first.StartsWith("\u007fELF"u8) => FileFormat.Elf,
        [0x1f, 0x8b, ..] => FileFormat.Gzip,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => FileFormat.Xz,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => FileFormat.Bzip2,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => FileFormat.Zstd,
        [0x5d, 0, 0, _, _, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ..] or [0x5d, 0, 0, _, _, _, _, _, _, _, 0, 0, 0, ..] => FileFormat.Lzma,
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => FileFormat.Zip,
        [0xed, 0xab, 0xee, 0xdb, ..] => FileFormat.Rpm,
        _ when first.StartsWith("!<arch>\n"u8) => FileFormat.Ar,
        _ when first.StartsWith("070701"u8) || first.StartsWith("070702"u8) => FileFormat.Cpio,
        _ when first.Length >= TarMagicAt + 5 && first.Slice(TarMagicAt, 5).SequenceEqual("ustar"u8) => FileFormat.Tar,
        _ => FileFormat.Other,
    };

    /// <summary>ASCII of what should be text, for names: whatever is not printable becomes '?'.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        return string.Concat(text.Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c));
    }
}
