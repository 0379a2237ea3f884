using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Fleet.Grains.Blobs;
using Microsoft.Win32.SafeHandles;

namespace Fleet.Storage.Blobs;

/// <summary>
/// Blobs in a local directory of which one process is the owner. An upload's offset is what its offset file says, written after the data is
/// on the disk; bytes beyond it were never promised and are cut off. Layout: <see cref="BlobPaths"/>.
/// </summary>
public sealed class DirectoryBlobStore(string root, TimeProvider time) : IBlobStore
{
    /// <summary>How much a long append may lose to a crash: it promises what it has each time this much came.</summary>
    private const long CommitEveryBytes = 8 * 1024 * 1024;

    private const int BufferBytes = 128 * 1024;

    /// <summary>A file is written in moments: a temporary one of this age is of a process that was killed.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    private readonly BlobPaths _paths = new(root);

    /// <summary>Uploads, by path, that are being appended to, completed or deleted.</summary>
    private readonly ConcurrentDictionary<string, bool> _locks = new(StringComparer.Ordinal);

    /// <summary>Held while a blob comes, goes or is marked, none of which takes long.</summary>
    private readonly Lock _blobs = new();

    public Task<BlobUpload> CreateUpload(string project, long length, string metadata, BlobId? expected, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var id = UploadId.NewRandom();
        new UploadFiles(_paths.Upload(project, id)).Create(new UploadRecord(length, metadata, expected?.ToString(), expiresAt));
        return Task.FromResult(new BlobUpload(id, length, 0, metadata, expected, expiresAt, Blob: null));
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
                ? await AppendLocked(files, state, content, sha256, cancel)
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
                    return BlobCompletion.WrongDigest;
                }

                files.WriteBlob(blob.Value);
            }

            if (!MoveIntoPlace(files.Data, _paths.Blob(project, blob.Value)))
            {
                return BlobCompletion.NotFound;
            }

            return BlobCompletion.Complete;
        }
        finally
        {
            _locks.TryRemove(path, out _);
        }
    }

    public Task<bool> DeleteUpload(string project, UploadId upload, CancellationToken cancel) =>
        Task.FromResult(DeleteUpload(_paths.Upload(project, upload), upload));

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
        lock (_blobs)
        {
            if (!File.Exists(path))
            {
                return Task.FromResult(false);
            }

            if (!File.Exists(path + BlobPaths.ReferencedSuffix))
            {
                DurableFile.WriteAtomically(path + BlobPaths.ReferencedSuffix, []);
            }

            return Task.FromResult(true);
        }
    }

    public Task<bool> DeleteBlob(string project, BlobId blob, CancellationToken cancel)
    {
        var path = _paths.Blob(project, blob);
        lock (_blobs)
        {
            var existed = File.Exists(path);
            if (existed)
            {
                // The mark first: content without it expires by itself.
                File.Delete(path + BlobPaths.ReferencedSuffix);
                File.Delete(path);
            }

            return Task.FromResult(existed);
        }
    }

    public Task<BlobExpiryCount> Expire(DateTimeOffset now, DateTimeOffset unreferencedSince, CancellationToken cancel)
    {
        var count = default(BlobExpiryCount);
        foreach (var project in _paths.Projects())
        {
            foreach (var record in Files(BlobPaths.Uploads(project), "*" + BlobPaths.UploadSuffix))
            {
                count = Sweep(record, file => ExpireUpload(file, now), count, count with { Uploads = count.Uploads + 1 }, cancel);
            }

            foreach (var blob in Files(BlobPaths.Blobs(project), "*"))
            {
                count = Sweep(blob, file => BlobId.TryParse(Path.GetFileName(file), out _) && ExpireBlob(file, unreferencedSince), count, count with { Blobs = count.Blobs + 1 }, cancel);
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

    private static async Task<BlobAppend> AppendLocked(UploadFiles files, BlobUpload upload, Stream content, ReadOnlyMemory<byte>? sha256, CancellationToken cancel)
    {
        using var data = File.OpenHandle(files.Data, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (RandomAccess.GetLength(data) > upload.Offset)
        {
            RandomAccess.SetLength(data, upload.Offset);
        }

        using var hash = sha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = new ReceivedBytes(data, upload.Offset, upload.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var committed = upload.Offset;
        try
        {
            while (await received.Take(content, buffer, cancel) is var count and > 0)
            {
                hash?.AppendData(buffer, 0, count);
                if (hash is null && received.End - committed >= CommitEveryBytes)
                {
                    files.Commit(data, received.End);
                    committed = received.End;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var outcome = received.Outcome;
        if (hash is not null && outcome == BlobAppendOutcome.Appended && !hash.GetHashAndReset().AsSpan().SequenceEqual(sha256!.Value.Span))
        {
            outcome = BlobAppendOutcome.WrongChecksum;
        }

        var keep = outcome == BlobAppendOutcome.Appended || (outcome == BlobAppendOutcome.BrokenOff && hash is null);
        if (!keep)
        {
            RandomAccess.SetLength(data, committed);
        }
        else if (received.End > committed)
        {
            files.Commit(data, received.End);
            committed = received.End;
        }

        return new BlobAppend(outcome, committed);
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories) : [];

    /// <summary>The same content twice is kept once, and counts as uploaded now.</summary>
    /// <returns>False when the blob was moved before and is no more.</returns>
    private bool MoveIntoPlace(string data, string blob)
    {
        lock (_blobs)
        {
            if (!File.Exists(data))
            {
                return File.Exists(blob);
            }

            if (File.Exists(blob))
            {
                File.Delete(data);
            }
            else
            {
                DurableFile.Move(data, blob);
            }

            File.SetLastWriteTimeUtc(blob, time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    private bool ExpireUpload(string record, DateTimeOffset now)
    {
        var path = record[..^BlobPaths.UploadSuffix.Length];
        return UploadId.TryParse(Path.GetFileName(path), out var id)
            && new UploadFiles(path).Read(id) is { } upload
            && upload.ExpiresAt <= now
            && DeleteUpload(path, id);
    }

    private bool ExpireBlob(string path, DateTimeOffset unreferencedSince)
    {
        lock (_blobs)
        {
            if (File.Exists(path + BlobPaths.ReferencedSuffix) || File.GetLastWriteTimeUtc(path) >= unreferencedSince.UtcDateTime)
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
    }

    private bool DeleteUpload(string path, UploadId id)
    {
        if (!_locks.TryAdd(path, true))
        {
            return false;
        }

        try
        {
            var files = new UploadFiles(path);
            if (files.Read(id) is null)
            {
                return false;
            }

            files.Delete();
            return true;
        }
        finally
        {
            _locks.TryRemove(path, out _);
        }
    }
}
