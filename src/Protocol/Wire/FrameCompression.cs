using System.Buffers;
using ZstdSharp;

namespace Fleet.Protocol.Wire;

/// <summary>
/// zstd of whole frames, bounded: what a peer sends cannot make this side hold more than it said. Decompression is one-shot into a buffer of
/// at most the limit, which is its own window: a frame header that claims a window or a content of gigabytes makes nothing be allocated.
/// </summary>
public static class FrameCompression
{
    /// <summary>The name of this coding in <c>Content-Encoding</c> and <c>Accept-Encoding</c>.</summary>
    public const string Name = "zstd";

    private const int Level = 3;

    /// <summary>Up to here the result is decompressed in place: a claim that turns out wrong wastes no more than this.</summary>
    private const int MaxDirectBytes = 64 * 1024;

    private static readonly BoundedPool<Compressor> Compressors = new(static () => new Compressor(Level));
    private static readonly BoundedPool<Decompressor> Decompressors = new(static () => new Decompressor());

    public static byte[] Compress(ReadOnlySpan<byte> frame)
    {
        var compressor = Compressors.Rent();
        var buffer = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(frame.Length));
        var written = compressor.Wrap(frame, buffer);
        var compressed = buffer.AsSpan(0, written).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        Compressors.Return(compressor);
        return compressed;
    }

    /// <summary>Decompresses one frame or several, one behind the other (RFC 8878, section 3), to at most <paramref name="atMost"/> bytes in all.</summary>
    /// <exception cref="ProtocolException">Not zstd, cut short, or more than <paramref name="atMost"/> bytes (code <see cref="RejectionCode.TooLarge"/>).</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> compressed, int atMost)
    {
        var source = compressed.Span;
        if (source.IsEmpty)
        {
            throw new ProtocolException("not a whole zstd frame: it is empty");
        }

        var decompressor = Decompressors.Rent();
        try
        {
            // Exact when the headers give the size of the content, else 128 KiB a block.
            var bound = (int)Math.Min(Decompressor.GetDecompressedSize(source), (ulong)atMost);
            var result = bound <= MaxDirectBytes
                ? Direct(decompressor, source, bound, atMost)
                : Pooled(decompressor, source, bound, atMost);
            Decompressors.Return(decompressor);
            return result;
        }
        catch (ZstdException e)
        {
            decompressor.Dispose();
            throw new ProtocolException($"not a whole zstd frame: {e.Message}", e);
        }
    }

    private static byte[] Direct(Decompressor decompressor, ReadOnlySpan<byte> source, int bound, int atMost)
    {
        var result = GC.AllocateUninitializedArray<byte>(bound);
        var written = Unwrap(decompressor, source, result, atMost);
        return written == result.Length ? result : result[..written];
    }

    private static byte[] Pooled(Decompressor decompressor, ReadOnlySpan<byte> source, int bound, int atMost)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bound);
        try
        {
            var written = Unwrap(decompressor, source, buffer.AsSpan(0, bound), atMost);
            return buffer.AsSpan(0, written).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Unwrap(Decompressor decompressor, ReadOnlySpan<byte> source, Span<byte> destination, int atMost)
    {
        if (decompressor.TryUnwrap(source, destination, out var written))
        {
            return written;
        }

        throw destination.Length == atMost
            ? new ProtocolException(RejectionCode.TooLarge, $"more than {atMost} bytes after decompression")
            : new ProtocolException("not a whole zstd frame: it holds more than its header says");
    }
}
