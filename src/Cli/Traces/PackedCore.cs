using System.IO.Compression;
using System.Security.Cryptography;
using ZstdSharp;

namespace Fleet.Cli.Traces;

/// <summary>A core as it is uploaded: an ELF file in zstd, whatever it was packed in before.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="IsCopy">Whether it was made for the upload.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="ContentSha256">Of the core in it: the same core has the same, however it is packed.</param>
internal sealed record PackedCore(string Path, bool IsCopy, long Bytes, byte[] Sha256, byte[] ContentSha256) : IDisposable
{
    private const int Level = 3;
    private const int BufferBytes = 1 << 20;

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <exception cref="IOException">It cannot be read, or a copy cannot be written.</exception>
    public static async Task<PackedCore> MakeAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes, useAsync: true);
        var magic = new byte[4];
        var count = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellation);
        file.Position = 0;
        if (magic.AsSpan(0, count).StartsWith(ZstdMagic))
        {
            var sha256 = await SHA256.HashDataAsync(file, cancellation);
            file.Position = 0;
            await using var content = new DecompressionStream(file, leaveOpen: true);
            return new PackedCore(path, IsCopy: false, file.Length, sha256, await CopyAsync(content, Stream.Null, cancellation));
        }

        var copy = System.IO.Path.GetTempFileName();
        try
        {
            await using var packed = new FileStream(copy, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes, useAsync: true);
            var isGzip = magic.AsSpan(0, count).StartsWith(GzipMagic);
            await using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            byte[] digest;
            await using (var zstd = new CompressionStream(packed, Level, leaveOpen: true))
            {
                digest = await CopyAsync(content, zstd, cancellation);
            }

            packed.Position = 0;
            return new PackedCore(copy, IsCopy: true, packed.Length, await SHA256.HashDataAsync(packed, cancellation), digest);
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }

    public void Dispose()
    {
        if (IsCopy)
        {
            File.Delete(Path);
        }
    }

    /// <summary>Copies, as far as it can be unpacked: a core that was cut is a core all the same.</summary>
    /// <returns>SHA-256 of what was copied.</returns>
    private static async Task<byte[]> CopyAsync(Stream content, Stream into, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            int read;
            try
            {
                read = await content.ReadAsync(buffer, cancellation);
            }
            catch (Exception e) when (e is ZstdException or InvalidDataException or EndOfStreamException)
            {
                read = 0;
            }

            if (read == 0)
            {
                return hash.GetHashAndReset();
            }

            hash.AppendData(buffer, 0, read);
            await into.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }
}
