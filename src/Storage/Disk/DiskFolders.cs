namespace Fleet.Storage.Disk;

/// <summary>Where a server keeps files.</summary>
/// <param name="Blobs">Attachments.</param>
/// <param name="Columns">Column files.</param>
/// <param name="Tables">What was made of files of symbols; null for nothing.</param>
public sealed record DiskFolders(string Blobs, string Columns, string? Tables = null)
{
    /// <summary>All files of attachments and uploads.</summary>
    internal long AttachmentBytes(CancellationToken cancellation) => BytesOf(Blobs, cancellation);

    /// <summary>All files that were made of files of symbols.</summary>
    internal long TableBytes(CancellationToken cancellation) => Tables is null ? 0 : BytesOf(Tables, cancellation);

    private static long BytesOf(string folder, CancellationToken cancellation)
    {
        var bytes = 0L;
        foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // It went since it was found.
            }
        }

        return bytes;
    }

    /// <summary>Free for this process on the disk of the column files.</summary>
    internal long? FreeBytes()
    {
        var folder = Path.GetFullPath(Columns);
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
