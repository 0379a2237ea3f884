using Fleet.Symbolication.Elf.Xz;
using Fleet.Symbolication.Tests.Core;

namespace Fleet.Symbolication.Tests.Elf;

/// <summary>xz says what comes out.</summary>
public sealed class XzDecoderTests
{
    [Theory]
    [InlineData("-0")]
    [InlineData("-6 --check=crc32")]
    [InlineData("-9e --check=sha256")]
    [InlineData("--check=none --block-size=65536")]
    [InlineData("--lzma2=preset=6,lc=0,lp=4,pb=0")]
    [InlineData("--lzma2=preset=6,lc=4,lp=0,pb=4")]
    [InlineData("--lzma2=preset=0,dict=1GiB")]
    public void What_xz_has_written_comes_out_as_it_was(string options)
    {
        using var folder = new TemporaryFolder();

        // Code, a text that repeats, and what cannot be made smaller, which is stored.
        var noise = new byte[200_000];
        new Random(1).NextBytes(noise);
        byte[] content = [.. File.ReadAllBytes("/bin/sh"), .. Enumerable.Repeat("again and again, "u8.ToArray(), 5000).SelectMany(text => text), .. noise, .. new byte[100_000]];
        File.WriteAllBytes(folder["content"], content);
        Command.Run("sh", "-c", $"xz -k {options} '{folder["content"]}'");
        Assert.True(XzDecoder.Decode(File.ReadAllBytes(folder["content.xz"]), 1 << 26, "test").Span.SequenceEqual(content));
    }

    [Fact]
    public void What_becomes_too_large_is_refused()
    {
        using var folder = new TemporaryFolder();
        Command.Run("sh", "-c", $"head -c 100000000 /dev/zero | xz >'{folder["bomb"]}'");
        var error = Assert.Throws<MalformedException>(() => XzDecoder.Decode(File.ReadAllBytes(folder["bomb"]), 1 << 26, "test"));
        Assert.StartsWith("test: becomes more than ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_noticed()
    {
        using var folder = new TemporaryFolder();
        Command.Run("sh", "-c", $"xz <'/bin/sh' >'{folder["sh"]}'");
        var good = File.ReadAllBytes(folder["sh"]);
        var random = new Random(20260710);
        for (var i = 0; i < 300; i++)
        {
            var bad = (byte[])good.Clone();

            // Not in the index, which is not read.
            bad[random.Next(bad.Length - 64)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<MalformedException>(() => XzDecoder.Decode(bad, 1 << 26, "test"));
            Assert.Throws<MalformedException>(() => XzDecoder.Decode(good.AsSpan(0, random.Next(good.Length - 64)), 1 << 26, "test"));
        }
    }
}
