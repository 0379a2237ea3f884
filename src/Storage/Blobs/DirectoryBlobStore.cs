using System.Collections.Concurrent;
using Fleet.Grains.Blobs;

namespace Fleet.Storage.Blobs;

/// <summary>
/// Blobs in a local directory of which one process is the owner. An upload's offset is what its offset file says, written after the data is
/// on the disk; bytes beyond it were never promised and are cut off. Layout: <see cref="BlobPaths"/>.
/// </summary>
/// <param name="root">The directory; made when it is not there.</param>
/// <param name="time">The clock.</param>
/// <param name="quotaBytes">What a project may have of uploads, by the length they announced, and of blobs that nothing refers to.</param>
public sealed partial class DirectoryBlobStore(string root, TimeProvider time, long quotaBytes = DirectoryBlobStore.DefaultQuotaBytes) : IBlobStore, IBlobFiles
{
    /// <summary>
    /// A thousand coredumps of 20 MiB that wait for their entries, which come minutes later: a bad day of a large fleet. Small beside a
    /// server's disk, so that a key in wrong hands does not fill it.
    /// </summary>
    public const long DefaultQuotaBytes = 20L * 1024 * 1024 * 1024;

    private const int BufferBytes = 128 * 1024;

    private readonly BlobPaths _paths = new(root);

    /// <summary>Uploads, by path, that are being appended to, completed or deleted.</summary>
    private readonly ConcurrentDictionary<string, bool> _locks = new(StringComparer.Ordinal);

    /// <summary>Held while a blob comes, goes or is marked, none of which takes long.</summary>
    private readonly Lock _blobs = new();

    public string Folder => _paths.Root;

    public ValueTask<string?> FindPathAsync(string project, BlobId blob, CancellationToken cancellation)
    {
        var path = _paths.Blob(project, blob);
        return ValueTask.FromResult(File.Exists(path) ? path : null);
    }

    public Task<BlobUpload> CreateUpload(string project, long length, string metadata, BlobId? expected, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var upload = new BlobUpload(UploadId.NewRandom(), length, 0, metadata, expected, expiresAt, Blob: null);
        var (usage, folder) = (Usage(), _paths.Project(project));
        usage.Reserve(folder, BlobUsage.Of(upload));
        try
        {
            new UploadFiles(_paths.Upload(project, upload.Id)).Create(new UploadRecord(length, metadata, expected?.ToString(), expiresAt));
        }
        catch
        {
            usage.Add(folder, -BlobUsage.Of(upload));
            throw;
        }

        return Task.FromResult(upload);
    }

    public Task<BlobUpload?> FindUpload(string project, UploadId upload, CancellationToken cancel) =>
        Task.FromResult(new UploadFiles(_paths.Upload(project, upload)).Read(upload));

    public async Task<BlobAppend> Append(string project, UploadId upload, long offset, Stream content, ReadOnlyMemory<byte>? sha256, CancellationToken cancel)
    {
        var path = _paths.Upload(project, upload);
        if (!_locks.TryAdd(path, true))
        {
            return new BlobAppend(BlobAppendOutcome.Locked, 0);
        }

        try
        {
            var files = new UploadFiles(path);
            var state = files.Read(upload);
            if (state is null)
            {
                return new BlobAppend(BlobAppendOutcome.NotFound, 0);
            }

            if (state.Offset != offset)
            {
                return new BlobAppend(BlobAppendOutcome.WrongOffset, state.Offset);
            }

            return state.Blob is null
                ? await UploadAppend.RunAsync(files, state, content, sha256, cancel)
                : new BlobAppend(BlobAppendOutcome.Appended, state.Offset);
        }
        finally
        {
            _locks.TryRemove(path, out _);
        }
    }

    public async Task<BlobCompletion> Complete(string project, UploadId upload, CancellationToken cancel)
    {
        var path = _paths.Upload(project, upload);
        if (!_locks.TryAdd(path, true))
        {
            return BlobCompletion.Locked;
        }

        try
        {
            var (usage, folder) = (Usage(), _paths.Project(project));
            var files = new UploadFiles(path);
            if (files.Read(upload) is not { IsFull: true } state)
            {
                return BlobCompletion.NotFound;
            }

            var blob = files.ReadBlob();
            if (blob is null)
            {
                blob = await files.Digest(cancel);
                if (state.Expected is { } expected && expected != blob)
                {
                    files.Delete();
                    usage.Add(folder, -BlobUsage.Of(state));
                    return BlobCompletion.WrongDigest;
                }

                files.WriteBlob(blob.Value);
            }

            return MoveIntoPlace(folder, files.Data, _paths.Blob(project, blob.Value)) ? BlobCompletion.Complete : BlobCompletion.NotFound;
        }
        finally
        {
            _locks.TryRemove(path, out _);
        }
    }

    public Task<bool> DeleteUpload(string project, UploadId upload, CancellationToken cancel) =>
        Task.FromResult(DeleteUpload(_paths.Project(project), _paths.Upload(project, upload), upload));

    public Task<BlobInfo?> FindBlob(string project, BlobId blob, CancellationToken cancel)
    {
        var file = new FileInfo(_paths.Blob(project, blob));
        return Task.FromResult<BlobInfo?>(file.Exists ? new BlobInfo(file.Length, File.Exists(file.FullName + BlobPaths.ReferencedSuffix)) : null);
    }

    public Task<Stream?> OpenRead(string project, BlobId blob, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                _paths.Blob(project, blob), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<bool> MarkReferenced(string project, BlobId blob, CancellationToken cancel)
    {
        var path = _paths.Blob(project, blob);
        var usage = Usage();
        lock (_blobs)
        {
            if (!File.Exists(path))
            {
                return Task.FromResult(false);
            }

            if (!File.Exists(path + BlobPaths.ReferencedSuffix))
            {
                DurableFile.WriteAtomically(path + BlobPaths.ReferencedSuffix, []);
                usage.Add(_paths.Project(project), -new FileInfo(path).Length);
            }

            return Task.FromResult(true);
        }
    }

    public Task<bool> DeleteBlob(string project, BlobId blob, CancellationToken cancel)
    {
        var path = _paths.Blob(project, blob);
        var (usage, folder) = (Usage(), _paths.Project(project));
        lock (_blobs)
        {
            var existed = File.Exists(path);
            if (existed)
            {
                var length = new FileInfo(path).Length;
                if (File.Exists(path + BlobPaths.ReferencedSuffix))
                {
                    // The mark first: content without it expires by itself.
                    File.Delete(path + BlobPaths.ReferencedSuffix);
                    usage.Add(folder, length);
                }

                File.Delete(path);
                usage.Add(folder, -length);
            }

            return Task.FromResult(existed);
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories) : [];

    /// <summary>The same content twice is kept once, and counts as uploaded now.</summary>
    /// <returns>False when the blob was moved before and is no more.</returns>
    private bool MoveIntoPlace(string projectFolder, string data, string blob)
    {
        lock (_blobs)
        {
            if (!File.Exists(data))
            {
                return File.Exists(blob);
            }

            var length = new FileInfo(data).Length;
            if (File.Exists(blob))
            {
                File.Delete(data);
                Usage().Add(projectFolder, -length);
            }
            else
            {
                // It counted as an upload and counts as a blob.
                DurableFile.Move(data, blob);
            }

            File.SetLastWriteTimeUtc(blob, time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    private bool DeleteUpload(string projectFolder, string path, UploadId id)
    {
        if (!_locks.TryAdd(path, true))
        {
            return false;
        }

        try
        {
            var files = new UploadFiles(path);
            if (files.Read(id) is not { } upload)
            {
                return false;
            }

            files.Delete();
            Usage().Add(projectFolder, -BlobUsage.Of(upload));
            return true;
        }
        finally
        {
            _locks.TryRemove(path, out _);
        }
    }
}
