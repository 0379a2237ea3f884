namespace Fleet.Grains.Blobs;

/// <summary>Blobs as files of this machine, for other processes of it to read.</summary>
public interface IBlobFiles
{
    /// <summary>Folder that all of them are beneath; absolute.</summary>
    string Folder { get; }

    /// <returns>Absolute path of a file whose content never changes, though the file may go; null when there is none in this project.</returns>
    ValueTask<string?> FindPathAsync(string project, BlobId blob, CancellationToken cancellation);
}
