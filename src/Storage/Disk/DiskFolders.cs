namespace Fleet.Storage.Disk;

/// <summary>Where a server keeps files.</summary>
/// <param name="Blobs">Attachments.</param>
/// <param name="Columns">Column files.</param>
public sealed record DiskFolders(string Blobs, string Columns)
{
    /// <summary>All files of attachments and uploads.</summary>
    internal long AttachmentBytes(CancellationToken cancellation)
    {
        var bytes = 0L;
        foreach (var file in Directory.Exists(Blobs) ? new DirectoryInfo(Blobs).EnumerateFiles("*", SearchOption.AllDirectories) : [])
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
