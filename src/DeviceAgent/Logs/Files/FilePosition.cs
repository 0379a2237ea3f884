using System.Globalization;

namespace Fleet.DeviceAgent.Logs.Files;

/// <summary>How far a file was read. Its source in the store is the file's inode, which stays through a renaming.</summary>
/// <param name="Inode">Of the file.</param>
/// <param name="Offset">Bytes of whole lines that were taken.</param>
/// <param name="Fingerprint">Of its beginning: an inode is used again for another file, and a file is emptied and written anew.</param>
/// <param name="Path">Where it was last seen.</param>
internal readonly record struct FilePosition(ulong Inode, long Offset, FileFingerprint Fingerprint, string Path)
{
    public const string SourcePrefix = "file:";

    public string Source => SourceOf(Inode);

    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Offset} {Fingerprint.Length} {Fingerprint.Sum} {Path}");

    public static string SourceOf(ulong inode) => SourcePrefix + inode.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Null when it is not what <see cref="Source"/> and <see cref="Text"/> give.</summary>
    public static FilePosition? Parse(string source, string? text)
    {
        var fields = text?.Split(' ', 4) ?? [];
        return fields.Length == 4
            && ulong.TryParse(source.AsSpan(SourcePrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var inode)
            && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= FileFingerprint.MaxLength
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var sum)
            ? new FilePosition(inode, offset, new FileFingerprint(length, sum), fields[3])
            : null;
    }
}
