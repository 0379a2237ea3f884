using Fleet.Grains.Blobs;

namespace Fleet.Storage.Blobs;

public sealed partial class DirectoryBlobStore
{
    /// <summary>A file is written in moments: a temporary one of this age is of a process that was killed.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    public Task<BlobExpiryCount> Expire(DateTimeOffset now, DateTimeOffset unreferencedSince, CancellationToken cancel)
    {
        Usage();
        var count = default(BlobExpiryCount);
        foreach (var project in _paths.Projects())
        {
            foreach (var record in Files(BlobPaths.Uploads(project), "*" + BlobPaths.UploadSuffix))
            {
                count = Sweep(record, file => ExpireUpload(project, file, now), count, count with { Uploads = count.Uploads + 1 }, cancel);
            }

            foreach (var blob in Files(BlobPaths.Blobs(project), "*"))
            {
                count = Sweep(blob, file => BlobId.TryParse(Path.GetFileName(file), out _) && ExpireBlob(project, file, unreferencedSince), count, count with { Blobs = count.Blobs + 1 }, cancel);
            }

            foreach (var leftover in Files(project, "*" + DurableFile.TemporarySuffix))
            {
                count = Sweep(leftover, file => DeleteLeftover(file, now), count, count, cancel);
            }
        }

        return Task.FromResult(count);
    }

    /// <summary>One file. That it is damaged or not ours to delete is told, and must not keep the others from expiring.</summary>
    private static BlobExpiryCount Sweep(string file, Func<string, bool> expire, BlobExpiryCount stays, BlobExpiryCount goes, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return expire(file) ? goes : stays;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return stays with { Failures = stays.Failures + 1, FirstFailure = stays.FirstFailure ?? e.Message };
        }
    }

    private static bool DeleteLeftover(string file, DateTimeOffset now)
    {
        if (File.GetLastWriteTimeUtc(file) >= (now - LeftoverAge).UtcDateTime)
        {
            return false;
        }

        File.Delete(file);
        return true;
    }

    private bool ExpireUpload(string projectFolder, string record, DateTimeOffset now)
    {
        var path = record[..^BlobPaths.UploadSuffix.Length];
        return UploadId.TryParse(Path.GetFileName(path), out var id)
            && new UploadFiles(path).Read(id) is { } upload
            && upload.ExpiresAt <= now
            && DeleteUpload(projectFolder, path, id);
    }

    private bool ExpireBlob(string projectFolder, string path, DateTimeOffset unreferencedSince)
    {
        lock (_blobs)
        {
            if (File.Exists(path + BlobPaths.ReferencedSuffix) || File.GetLastWriteTimeUtc(path) >= unreferencedSince.UtcDateTime)
            {
                return false;
            }

            var length = new FileInfo(path).Length;
            File.Delete(path);
            Usage().Add(projectFolder, -length);
            return true;
        }
    }
}
