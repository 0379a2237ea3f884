using System.IO.Compression;
using CsCheck;
using Fleet.DeviceAgent.Deflate;

namespace Fleet.DeviceAgent.Tests.Deflate;

public sealed class FixedDeflateTests
{
    /// <summary>Bytes with repetitions near and far, of all lengths, and noise between.</summary>
    private static readonly Gen<byte[]> Contents = Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[1, 1500]).Array[1, 60]
        .Select(parts => parts.SelectMany(part => Enumerable.Range(0, part.Item2).Select(i => part.Item1[i % part.Item1.Length])).ToArray());

    [Fact]
    public void Whoever_knows_deflate_reads_what_is_written() => Contents.Sample(
        content =>
        {
            var compressed = FixedDeflate.Compress(content);
            if (compressed.IsEmpty)
            {
                return;
            }

            using var stream = new DeflateStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            using var read = new MemoryStream();
            stream.CopyTo(read);
            Assert.Equal(content, read.ToArray());
            Assert.Equal(content, FixedDeflate.Decompress(compressed.Span, content.Length));
        },
        iter: 300);

    [Theory]
    [InlineData(32_767, 33_000, 40_000)]
    [InlineData(36_000, 72_000, 80_000)]
    public void Matches_reach_over_the_window_and_not_beyond(int distance, int least, int most)
    {
        var content = new byte[100_000];
        new Random(5).NextBytes(content.AsSpan(0, distance));
        content.AsSpan(0, distance).CopyTo(content.AsSpan(distance));
        var compressed = FixedDeflate.Compress(content);
        Assert.InRange(compressed.Length, least, most);
        using var stream = new DeflateStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        var read = new byte[content.Length];
        stream.ReadExactly(read);
        Assert.Equal(content, read);
        Assert.Equal(content, FixedDeflate.Decompress(compressed.Span, content.Length));
    }

    [Fact]
    public void What_does_not_become_shorter_is_left()
    {
        var noise = new byte[3000];
        new Random(1).NextBytes(noise);
        Assert.True(FixedDeflate.Compress(noise).IsEmpty);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 2000]).Sample((noise, length) => Assert.True(FixedDeflate.Decompress(noise, length) is not { } read || read.Length == length), iter: 20_000);
        var content = new byte[600];
        new Random(2).NextBytes(content.AsSpan(100, 100));
        var whole = FixedDeflate.Compress(content).ToArray();
        Assert.Null(FixedDeflate.Decompress(whole, content.Length - 1));
        Assert.Null(FixedDeflate.Decompress(whole, content.Length + 1));
        for (var cut = 0; cut < whole.Length; cut++)
        {
            Assert.Null(FixedDeflate.Decompress(whole.AsSpan(0, cut), content.Length));
        }
    }
}
