using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.Grains.Blobs;
using Microsoft.Win32.SafeHandles;

namespace Fleet.Storage.Blobs;

/// <summary>The files of one upload.</summary>
/// <param name="path">Without suffix, as <see cref="BlobPaths.Upload"/> gives it.</param>
internal sealed class UploadFiles(string path)
{
    private const int OffsetSize = sizeof(long);
    private const int BufferBytes = 128 * 1024;

    public string Data => path + ".data";

    private string Record => path + BlobPaths.UploadSuffix;

    private string Offset => path + ".offset";

    private string Blob => path + ".blob";

    public void Create(UploadRecord record) => DurableFile.WriteAtomically(Record, JsonSerializer.SerializeToUtf8Bytes(record));

    /// <exception cref="InvalidDataException">The record is there and cannot be read.</exception>
    public BlobUpload? Read(UploadId id)
    {
        UploadRecord? record;
        try
        {
            record = JsonSerializer.Deserialize<UploadRecord>(File.ReadAllBytes(Record));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the upload's record {Record} is damaged, delete it and the upload begins again: {e.Message}", e);
        }

        if (record is null)
        {
            throw new InvalidDataException($"the upload's record {Record} is empty, delete it and the upload begins again");
        }

        BlobId? expected = BlobId.TryParse(record.Sha256, out var sha256) ? sha256 : null;
        return new BlobUpload(id, record.Length, ReadOffset(), record.Metadata, expected, record.ExpiresAt, File.Exists(Data) ? null : ReadBlob());
    }

    /// <summary>Promises the bytes up to <paramref name="offset"/>: they are flushed first, then the promise is.</summary>
    public void Commit(SafeFileHandle data, long offset)
    {
        RandomAccess.FlushToDisk(data);
        Span<byte> bytes = stackalloc byte[OffsetSize];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, offset);
        var first = !File.Exists(Offset);
        using (var handle = File.OpenHandle(Offset, FileMode.OpenOrCreate, FileAccess.Write))
        {
            // In place: eight bytes at the start of a sector are written whole or not at all.
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
        }

        if (first)
        {
            DurableFile.FlushFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Says what the upload becomes. From here on it cannot become anything else.</summary>
    public void WriteBlob(BlobId blob) => DurableFile.WriteAtomically(Blob, Encoding.ASCII.GetBytes(blob.ToString()));

    /// <summary>What the upload becomes or became; null while that is open.</summary>
    public BlobId? ReadBlob() => File.Exists(Blob) && BlobId.TryParse(File.ReadAllText(Blob), out var blob) ? blob : null;

    /// <summary>The digest of the data, which is there, if empty, from now on.</summary>
    public async Task<BlobId> Digest(CancellationToken cancel)
    {
        await using var content = new FileStream(Data, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: true);
        return BlobId.OfDigest(await SHA256.HashDataAsync(content, cancel));
    }

    /// <summary>The record goes last and the offset first: in between it is an upload that stands at 0, and can be deleted again.</summary>
    public void Delete()
    {
        File.Delete(Offset);
        File.Delete(Blob);
        File.Delete(Data);
        File.Delete(Record);
    }

    private long ReadOffset()
    {
        if (!File.Exists(Offset))
        {
            return 0;
        }

        var bytes = File.ReadAllBytes(Offset);
        return bytes.Length == OffsetSize ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
    }
}
