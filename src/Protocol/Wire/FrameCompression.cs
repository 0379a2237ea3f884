using System.Buffers;
using ZstdSharp;

namespace Fleet.Protocol.Wire;

/// <summary>zstd of whole frames, bounded: what a peer sends cannot make this side hold more than it said.</summary>
public static class FrameCompression
{
    /// <summary>The name of this coding in <c>Content-Encoding</c> and <c>Accept-Encoding</c>.</summary>
    public const string Name = "zstd";

    private const int Level = 3;
    private const int MinChunk = 16 * 1024;

    public static byte[] Compress(ReadOnlySpan<byte> frame)
    {
        using var compressor = new Compressor(Level);
        return compressor.Wrap(frame).ToArray();
    }

    /// <summary>Decompresses at most <paramref name="atMost"/> bytes. Memory grows with what really comes out, never with what a header claims.</summary>
    /// <exception cref="ProtocolException">Not zstd, cut short, or more than <paramref name="atMost"/> bytes (code <see cref="RejectionCode.TooLarge"/>).</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> compressed, int atMost)
    {
        var output = new ArrayBufferWriter<byte>(Math.Min(atMost, Math.Max(MinChunk, compressed.Length * 4)));
        try
        {
            using var source = new MemoryStream(compressed.ToArray(), writable: false);
            using var stream = new DecompressionStream(source, checkEndOfStream: true);
            while (true)
            {
                var read = stream.Read(output.GetSpan(MinChunk));
                if (read == 0)
                {
                    return output.WrittenSpan.ToArray();
                }

                output.Advance(read);
                if (output.WrittenCount > atMost)
                {
                    throw new ProtocolException(RejectionCode.TooLarge, $"more than {atMost} bytes after decompression");
                }
            }
        }
        catch (Exception e) when (e is ZstdException or EndOfStreamException or InvalidDataException)
        {
            throw new ProtocolException($"not a whole zstd frame: {e.Message}", e);
        }
    }
}
