using CsCheck;
using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Tests.Wire;

public sealed class FrameCompressionTests
{
    private const int AtMost = ProtocolLimits.MaxFrameBytes;

    [Fact]
    public void What_is_compressed_is_decompressed() => Gen.OneOf(Gen.Byte.Array[0, 3000], Gen.Byte[0, 3].Array[0, 300_000]).Sample(
        frame => Assert.Equal(frame, FrameCompression.Decompress(FrameCompression.Compress(frame), AtMost)), iter: 200);

    [Fact]
    public void The_limit_is_inclusive()
    {
        foreach (var size in new[] { 0, 1, 1000, 64 * 1024, 200_000 })
        {
            var compressed = FrameCompression.Compress(new byte[size]);
            Assert.Equal(size, FrameCompression.Decompress(compressed, size).Length);
            if (size > 0)
            {
                Assert.Equal(RejectionCode.TooLarge, Refused(compressed, size - 1).Code);
            }
        }
    }

    [Fact]
    public void A_bomb_is_refused_without_inflating_it()
    {
        // 4 GiB of zeros would take four of these; each RLE block yields 128 KiB from 4 bytes.
        byte[] block = [0x02, 0x00, 0x10, 0x00];
        byte[] bomb = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, .. Enumerable.Repeat(block, 8192).SelectMany(b => b), 0x03, 0x00, 0x10, 0x00];
        Refused(bomb, AtMost);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(RejectionCode.TooLarge, Refused(bomb, AtMost).Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < AtMost + 65_536);
    }

    [Theory]
    [InlineData("28b52ffd 00 58", 1)]
    [InlineData("28b52ffd 00 a8", 1)]
    [InlineData("28b52ffd e0 ffffffffffffffff", 1)]
    [InlineData("28b52ffd e0 0000000000010000", 0)]
    public void A_header_that_claims_a_huge_window_or_content_allocates_nothing_of_that_size(string header, int decodes)
    {
        byte[] frame = [.. Convert.FromHexString(header.Replace(" ", "")), 0x0b, 0x00, 0x00, 0x2a];
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (decodes == 1)
        {
            Assert.Equal([0x2a], FrameCompression.Decompress(frame, AtMost));
        }
        else
        {
            Refused(frame, AtMost);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < AtMost + 65_536);
    }

    [Fact]
    public void Frames_one_behind_the_other_are_one_content()
    {
        byte[] two = [.. FrameCompression.Compress("one "u8), .. FrameCompression.Compress("two"u8)];
        Assert.Equal("one two"u8.ToArray(), FrameCompression.Decompress(two, AtMost));
        Assert.Equal(RejectionCode.TooLarge, Refused(two, 6).Code);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var whole = FrameCompression.Compress(Enumerable.Range(0, 2000).Select(i => (byte)(i * i)).ToArray());
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length], AtMost);
        }
    }

    [Fact]
    public void Bytes_behind_the_frame_are_refused() => Refused([.. FrameCompression.Compress("one"u8), 0], AtMost);

    [Fact]
    public void A_checksum_that_is_there_is_checked()
    {
        using var compressor = new ZstdSharp.Compressor();
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        var frame = compressor.Wrap("some text"u8).ToArray();
        Assert.Equal("some text"u8.ToArray(), FrameCompression.Decompress(frame, AtMost));
        frame[^1] ^= 1;
        Refused(frame, AtMost);
    }

    [Fact]
    public void A_frame_that_was_refused_leaves_nothing_behind_for_the_next()
    {
        var good = FrameCompression.Compress("good"u8);
        for (var i = 0; i < 100; i++)
        {
            Refused([1, 2, 3, 4, 5, 6, 7, 8, 9], AtMost);
            Assert.Equal("good"u8.ToArray(), FrameCompression.Decompress(good, AtMost));
        }
    }

    private static ProtocolException Refused(byte[] frame, int atMost) =>
        Assert.Throws<ProtocolException>(() => FrameCompression.Decompress(frame, atMost));
}
