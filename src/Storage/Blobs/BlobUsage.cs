using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fleet.Grains.Blobs;

namespace Fleet.Storage.Blobs;

/// <summary>
/// What each project has of uploads and of blobs that nothing refers to. Counted once, when the store is first used, and kept up to date from
/// then on by every change; no request walks the folders. An upload counts with the length that it announced, so that whoever may
/// begin may also end.
/// </summary>
/// <param name="quota">Bytes that a project may have.</param>
internal sealed class BlobUsage(long quota)
{
    /// <summary>What an upload costs beside its content, a block of the file system or two: uploads of nothing fill a disk as well.</summary>
    public const long UploadBytes = 4096;

    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);

    public static long Of(BlobUpload upload) => UploadBytes + (upload.Blob is null ? upload.Length : 0);

    public long Of(string projectFolder) => _used.GetValueOrDefault(projectFolder);

    /// <summary>Takes room for a new upload.</summary>
    /// <exception cref="BlobQuotaException">There is none.</exception>
    public void Reserve(string projectFolder, long bytes)
    {
        var used = _used.GetOrAdd(projectFolder, 0);
        do
        {
            if (bytes > quota - used)
            {
                throw new BlobQuotaException(bytes, used, quota);
            }

            if (_used.TryUpdate(projectFolder, used + bytes, used))
            {
                return;
            }

            used = _used[projectFolder];
        }
        while (true);
    }

    public void Add(string projectFolder, long bytes) => _used.AddOrUpdate(projectFolder, Math.Max(bytes, 0), (_, used) => Math.Max(used + bytes, 0));

    public IEnumerable<Measurement<long>> Measure() =>
        _used.Select(project => new Measurement<long>(project.Value, new KeyValuePair<string, object?>("project", Path.GetFileName(project.Key))));
}
