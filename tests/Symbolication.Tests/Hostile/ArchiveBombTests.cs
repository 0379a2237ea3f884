using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Fleet.Cli.Symbols;
using Fleet.Symbolication.Tests.Core;
using Fleet.Symbolication.Tests.Elf;
using Fleet.Symbolication.Tests.Hostile.Damage;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Archives that become more than they are, or promise it. Those within one another without end: the tests of the command line.</summary>
public sealed class ArchiveBombTests : IDisposable
{
    private const int Block = 512;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gzip -9")]
    [InlineData("zstd -q -1")]
    [InlineData("bzip2 -1")]
    public void What_becomes_a_thousand_times_larger_ends(string compressor)
    {
        // tar of an entry of 2 GiB of zeros, in pieces that are compressed each for itself.
        File.WriteAllBytes(_folder["head"], TarHeader("zeros", 2L << 30));
        Command.Run("sh", "-c", $"cd '{_folder.Path}' && {compressor} <head >bomb && head -c 64M /dev/zero | {compressor} >piece && for i in $(seq 32); do cat piece >>bomb; done");
        var report = Scan(_folder["bomb"], seconds: 60, megabytes: 128);
        Assert.Contains("more than 1 GiB come out", Assert.Single(report.Failed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_whose_thousands_of_entries_are_all_the_same_bytes_ends()
    {
        // One local file; a directory that names it 60,000 times (https://www.bamsoftware.com/hacks/zipbomb/).
        var program = new ElfImage().Code(0x1000, 0x1000).Add(".data", new byte[1 << 20], flags: 3, address: 0x3000).ToBytes();
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("p").Open();
            entry.Write(program);
        }

        var bytes = packed.ToArray();
        var end = bytes.Length - 22;
        var directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 16));
        var one = bytes[directory..end];
        byte[] many = [.. bytes[..directory], .. Enumerable.Repeat(one, 60_000).SelectMany(b => b), .. bytes[end..]];
        end = many.Length - 22;
        BinaryPrimitives.WriteUInt16LittleEndian(many.AsSpan(end + 8), 60_000);
        BinaryPrimitives.WriteUInt16LittleEndian(many.AsSpan(end + 10), 60_000);
        BinaryPrimitives.WriteInt32LittleEndian(many.AsSpan(end + 12), 60_000 * one.Length);
        File.WriteAllBytes(_folder["bomb.zip"], many);
        var report = Scan(_folder["bomb.zip"], seconds: 60, megabytes: 512);
        Assert.True(report.Found + report.WithoutBuildId.Count + report.Objects + report.Failed.Count > 0);
    }

    [Theory]
    [InlineData(0xffff_ffff, 0xffff_ffff)]
    [InlineData(0x7fff_ffff, 22)]
    [InlineData(0, 0)]
    public void A_directory_of_a_zip_that_is_elsewhere_or_has_2_to_the_64_entries_is_refused(uint size, uint offset)
    {
        // Zip64: 2^64 - 1 entries of 2^64 - 1 bytes.
        byte[] bytes =
        [
            (byte)'P', (byte)'K', 3, 4, .. new byte[60],
            (byte)'P', (byte)'K', 6, 6, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xff, 16), .. HostileNumbers.Bytes(size, 8), .. HostileNumbers.Bytes(offset, 8),
            (byte)'P', (byte)'K', 6, 7, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,
            (byte)'P', (byte)'K', 5, 6, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, .. HostileNumbers.Bytes(size, 4), .. HostileNumbers.Bytes(offset, 4), 0, 0,
        ];
        File.WriteAllBytes(_folder["bomb.zip"], bytes);
        Scan(_folder["bomb.zip"], seconds: 5, megabytes: 64);
    }

    [Fact]
    public void A_dictionary_of_lzma_that_is_larger_than_all_memory_is_not_allocated()
    {
        // By its first bytes it is a program, which is then refused: so it was inflated.
        File.WriteAllText(_folder["text"], "\u007fELF" + string.Concat(Enumerable.Range(0, 100)));
        Command.Run("sh", "-c", $"xz -k '{_folder["text"]}' && xz -k --format=lzma '{_folder["text"]}'");
        foreach (var bits in (byte[])[33, 38, 39, 40])
        {
            var xz = File.ReadAllBytes(_folder["text.xz"]);
            var header = (xz[12] + 1) * 4;
            var at = xz.AsSpan(12, header).IndexOf((byte[])[0x21, 1]);
            xz[12 + at + 2] = bits;
            Crc32.Hash(xz.AsSpan(12, header - 4)).CopyTo(xz, 12 + header - 4);
            File.WriteAllBytes(_folder["bomb.xz"], xz);
            var report = Scan(_folder["bomb.xz"], seconds: 5, megabytes: 16);
            Assert.Equal(1, report.Ignored.Count + report.Failed.Count);
        }

        foreach (var size in (uint[])[0xffff_0000, 0x8000_0000, 0x7fff_0000, 0x2000_0000])
        {
            var lzma = File.ReadAllBytes(_folder["text.lzma"]);
            BinaryPrimitives.WriteUInt32LittleEndian(lzma.AsSpan(1), size);
            File.WriteAllBytes(_folder["bomb.lzma"], lzma);
            var report = Scan(_folder["bomb.lzma"], seconds: 5, megabytes: 16);
            Assert.Equal(1, report.Ignored.Count + report.Failed.Count);
        }
    }

    [Fact]
    public void Of_a_hundred_thousand_damaged_entries_a_thousand_are_told()
    {
        var tar = new MemoryStream();
        byte[] content = [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, .. new byte[Block - 13]];
        for (var i = 0; i < 100_000; i++)
        {
            tar.Write(TarHeader(new string('n', 90), 13));
            tar.Write(content);
        }

        tar.Write(new byte[2 * Block]);
        File.WriteAllBytes(_folder["bomb.tar"], tar.ToArray());
        Assert.Equal(1_000, Scan(_folder["bomb.tar"], seconds: 60, megabytes: 4_000).Failed.Count);
    }

    private static byte[] TarHeader(string name, long size)
    {
        var header = new byte[Block];
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        header[124] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(128), size);
        header[156] = (byte)'0';
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        "        "u8.CopyTo(header.AsSpan(148));
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }

    private static UploadReport Scan(string path, double seconds, long megabytes) => Bounded.Run(
        () =>
        {
            var report = new UploadReport();
            using var scan = new SymbolScan(report, CancellationToken.None);
            scan.Scan(path, file => file.Forget());
            return report;
        },
        seconds, megabytes);
}
