using Fleet.Grains.Blobs;

namespace Fleet.Storage.Blobs;

public sealed partial class DirectoryBlobStore
{
    private readonly Lock _counting = new();

    private BlobUsage? _usage;

    /// <summary>Bytes of the project that count against its quota.</summary>
    internal long UsedBy(string project) => Usage().Of(_paths.Project(project));

    /// <summary>Before the first change: what is counted is then what is there.</summary>
    private BlobUsage Usage()
    {
        lock (_counting)
        {
            return _usage ??= Count();
        }
    }

    private BlobUsage Count()
    {
        var usage = new BlobUsage(quotaBytes);
        foreach (var project in _paths.Projects())
        {
            foreach (var record in Files(BlobPaths.Uploads(project), "*" + BlobPaths.UploadSuffix))
            {
                usage.Add(project, Cost(record));
            }

            foreach (var blob in Files(BlobPaths.Blobs(project), "*"))
            {
                if (BlobId.TryParse(Path.GetFileName(blob), out _) && !File.Exists(blob + BlobPaths.ReferencedSuffix))
                {
                    usage.Add(project, new FileInfo(blob).Length);
                }
            }
        }

        StorageInstruments.ObserveBlobs(usage.Measure);
        return usage;
    }

    private static long Cost(string record)
    {
        var path = record[..^BlobPaths.UploadSuffix.Length];
        try
        {
            return UploadId.TryParse(Path.GetFileName(path), out var id) && new UploadFiles(path).Read(id) is { } upload ? BlobUsage.Of(upload) : 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // It cannot be used, and is told of when it does not expire.
            return BlobUsage.UploadBytes;
        }
    }
}
