using System.IO.Compression;
using System.Security.Cryptography;
using Fleet.Cli.Traces;
using ZstdSharp;

namespace Fleet.Cli.Tests.Traces;

public sealed class PackedCoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-packed-").FullName;
    private readonly byte[] _core = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 / 3))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task However_it_is_packed_the_same_core_has_the_same_id_and_is_sent_as_zstd(string how)
    {
        var path = Write(how);
        string packedPath;
        using (var packed = await PackedCore.MakeAsync(path, TestContext.Current.CancellationToken))
        {
            packedPath = packed.Path;
            Assert.Equal(SHA256.HashData(_core), packed.ContentSha256);
            var sent = await File.ReadAllBytesAsync(packed.Path, TestContext.Current.CancellationToken);
            Assert.Equal((sent.Length, true), ((int)packed.Bytes, SHA256.HashData(sent).AsSpan().SequenceEqual(packed.Sha256)));
            using var unpacked = new Decompressor();
            Assert.Equal(_core, unpacked.Unwrap(sent).ToArray());
        }

        Assert.True(File.Exists(path));
        Assert.Equal(how == "zstd", File.Exists(packedPath));
    }

    [Fact]
    public async Task A_core_that_was_cut_while_it_was_packed_is_taken_as_far_as_it_goes()
    {
        var path = Write("gzip");
        await using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        using var packed = await PackedCore.MakeAsync(path, TestContext.Current.CancellationToken);
        using var unpacked = new Decompressor();
        var content = unpacked.Unwrap(await File.ReadAllBytesAsync(packed.Path, TestContext.Current.CancellationToken)).ToArray();
        Assert.InRange(content.Length, 1, _core.Length - 1);
        Assert.Equal(_core.AsSpan(0, content.Length).ToArray(), content);
    }

    private string Write(string how)
    {
        var path = Path.Combine(_folder, how);
        using var file = File.Create(path);
        using Stream stream = how switch
        {
            "gzip" => new GZipStream(file, CompressionLevel.Fastest),
            "zstd" => new CompressionStream(file),
            _ => file,
        };
        stream.Write(_core);
        return path;
    }
}
