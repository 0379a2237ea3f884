using System.Buffers;
using System.Security.Cryptography;
using Fleet.Grains.Blobs;

namespace Fleet.Storage.Blobs;

/// <summary>What comes of one request that appends to an upload. Its caller has the upload for itself.</summary>
internal static class UploadAppend
{
    /// <summary>How much a long append may lose to a crash: it promises what it has each time this much came.</summary>
    private const long CommitEveryBytes = 8 * 1024 * 1024;

    private const int BufferBytes = 128 * 1024;

    /// <summary>What was promised is kept and is on the disk; with a checksum all of the request counts, or none.</summary>
    public static async Task<BlobAppend> RunAsync(UploadFiles files, BlobUpload upload, Stream content, ReadOnlyMemory<byte>? sha256, CancellationToken cancel)
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
}
