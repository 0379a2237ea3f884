using System.Buffers.Binary;
using System.Text;
using Fleet.Cli.Symbols.Archives;
using Fleet.Tests.Shared;

namespace Fleet.Cli.Tests.Symbols;

/// <summary>Archives as tools make them, and as nobody should.</summary>
public sealed class ArchiveWalkTests : IDisposable
{
    private static readonly byte[] Elf = [.. "\u007fELF"u8, .. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))];

    /// <summary>Longer than the 100 bytes that a header of tar has for a name.</summary>
    private static readonly string Deep = $"{new string('d', 90)}/{new string('e', 60)}";

    private readonly Toolbox _tools = new();
    private readonly List<(string Name, byte[] Content)> _found = [];
    private readonly List<string> _problems = [];

    public ArchiveWalkTests()
    {
        Directory.CreateDirectory(_tools["root/usr/bin"]);
        Directory.CreateDirectory(_tools["root/" + Deep]);
        File.WriteAllBytes(_tools["root/usr/bin/prog"], Elf);
        File.WriteAllBytes(_tools[$"root/{Deep}/lib.so"], [.. Elf, 1]);
        File.WriteAllText(_tools["root/readme"], "not a program");
        File.CreateSymbolicLink(_tools["root/usr/bin/link"], "prog");
    }

    private static string[] Expected => [$"./{Deep}/lib.so", "./usr/bin/prog"];

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=pax")]
    [InlineData("--format=ustar")]
    [InlineData("-z")]
    [InlineData("-J")]
    [InlineData("-j")]
    [InlineData("--zstd")]
    [InlineData("--lzma")]
    public void Finds_the_programs_of_a_tar(string option)
    {
        _tools.Run("tar", "-c", option, "-f", "all.tar", "-C", "root", ".");
        Assert.Equal(Expected, Names("all.tar"));
        Assert.Equal(Elf, _found.Single(file => file.Name.EndsWith("prog", StringComparison.Ordinal)).Content);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Finds_the_programs_of_a_compressed_tar_of_many_blocks()
    {
        _tools.Run("tar", "-cf", "all.tar", "-C", "root", ".");
        _tools.Run("xz", "-T2", "--block-size=4096", "all.tar");
        Assert.Equal(Expected, Names("all.tar.xz"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    public void Finds_the_programs_of_a_Debian_package(string compression)
    {
        _tools.Write("root/DEBIAN/control", "Package: p\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: d\n");
        _tools.Run("dpkg-deb", $"-Z{compression}", "--root-owner-group", "-b", "root", "p.deb");
        Assert.Equal(Expected, Names("p.deb"));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Finds_the_programs_of_a_zip_and_of_what_is_nested_in_it()
    {
        _tools.Run("tar", "-czf", "root/inner.tgz", "-C", "root", "usr");
        _tools.Run("sh", "-c", "cd root && zip -qry ../all.zip .");
        Assert.Equal(new[] { "inner.tgz!usr/bin/prog" }.Concat(Expected.Select(name => name[2..])).Order(StringComparer.Ordinal), Names("all.zip"));
        _tools.Run("tar", "-cf", "outer.tar", "all.zip");
        Assert.Equal(3, Names("outer.tar").Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    public void Finds_the_programs_of_an_rpm(string compression)
    {
        File.WriteAllBytes(_tools["cpio"], Cpio());
        _tools.Run("sh", "-c", $"{compression} -c cpio > payload");
        File.WriteAllBytes(_tools["p.rpm"], [.. Rpm(), .. File.ReadAllBytes(_tools["payload"])]);
        Assert.Equal(Expected, Names("p.rpm"));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Finds_the_programs_of_a_package_that_rpmbuild_made()
    {
        Assert.SkipUnless(Toolbox.Has("rpmbuild"), "there is no rpmbuild here");
        _tools.Write("p.spec", $"""
            Name: p
            Version: 1
            Release: 1
            Summary: s
            License: l
            AutoReqProv: no
            %global __os_install_post %nil
            %define debug_package %nil
            %description
            d
            %install
            mkdir -p %buildroot/opt && cp {_tools["root/usr/bin/prog"]} %buildroot/opt/prog
            %files
            /opt/prog
            """);
        _tools.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {_tools.Folder}/rpm", "p.spec");
        File.Copy(Directory.GetFiles(_tools["rpm/RPMS"], "*.rpm", SearchOption.AllDirectories).Single(), _tools["made.rpm"]);
        Assert.Equal(["./opt/prog"], Names("made.rpm"));
        Assert.Equal(Elf, _found[^1].Content);
    }

    [Fact]
    public void What_is_nested_and_damaged_is_told_and_the_rest_is_read()
    {
        File.WriteAllBytes(_tools["root/broken.gz"], [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        File.WriteAllBytes(_tools["root/broken.zip"], [(byte)'P', (byte)'K', 3, 4, .. new byte[100]]);
        _tools.Run("tar", "-cf", "all.tar", "-C", "root", ".");
        Assert.Equal(Expected, Names("all.tar"));
        Assert.Equal(["broken.gz", "broken.zip"], _problems.Select(p => p.Split("!./")[1].Split(':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_bomb_ends_at_the_budget()
    {
        var budget = new ArchiveBudget(ArchiveBudget.MaxBytes);
        budget.TakeBytes(ArchiveBudget.MaxBytes);
        Assert.Throws<ArchiveTooLargeException>(() => budget.TakeBytes(1));
        Assert.Throws<ArchiveTooLargeException>(() => new ArchiveBudget(1 << 10).TakeBytes(ArchiveBudget.FreeBytes + 1));
        Assert.Throws<ArchiveTooLargeException>(() =>
        {
            for (var i = 0L; i <= ArchiveBudget.MaxEntries; i++)
            {
                budget.TakeEntry();
            }
        });
    }

    [Fact]
    public void Archives_in_archives_without_end_are_passed_over()
    {
        File.WriteAllBytes(_tools["0.tar"], Elf);
        _tools.Run("tar", "-cf", "1.tar", "0.tar");
        for (var i = 1; i < 10; i++)
        {
            _tools.Run("tar", "-cf", $"{i + 1}.tar", $"{i}.tar");
        }

        Assert.Single(Names($"{ArchiveBudget.MaxDepth}.tar"));
        Assert.Empty(Names("10.tar"));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused()
    {
        _tools.Run("tar", "-cf", "all.tar", "-C", "root", "usr/bin/prog");
        var tar = File.ReadAllBytes(_tools["all.tar"]);
        Resize(tar, "77777777777\0"u8);
        File.WriteAllBytes(_tools["bad"], tar);
        Assert.Throws<ArchiveException>(() => Names("bad"));
        Resize(tar, [0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        File.WriteAllBytes(_tools["bad"], tar);
        Assert.Contains("size that none has", Assert.Throws<ArchiveException>(() => Names("bad")).Message, StringComparison.Ordinal);
    }

    private static void Resize(byte[] tar, ReadOnlySpan<byte> size)
    {
        size.CopyTo(tar.AsSpan(124));
        "        "u8.CopyTo(tar.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(tar.AsSpan(0, 512).ToArray().Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
    }

    /// <summary>A lead, a signature and a header with nothing of use in them.</summary>
    private static byte[] Rpm()
    {
        byte[] Header(int bytes)
        {
            var header = new byte[16 + 16 + bytes];
            ((byte[])[0x8e, 0xad, 0xe8, 0x01]).CopyTo(header, 0);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), 1);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), (uint)bytes);
            return header;
        }

        var lead = new byte[96];
        ((byte[])[0xed, 0xab, 0xee, 0xdb, 3, 0]).CopyTo(lead, 0);
        return [.. lead, .. Header(5), .. new byte[3], .. Header(21)];
    }

    /// <summary>The files of the folder, a folder and the end, as rpm writes them.</summary>
    private byte[] Cpio()
    {
        var cpio = new MemoryStream();
        void Pad()
        {
            while (cpio.Length % 4 != 0)
            {
                cpio.WriteByte(0);
            }
        }

        void Add(string name, int mode, byte[] content)
        {
            int[] fields = [1, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length + 1, 0];
            cpio.Write(Encoding.ASCII.GetBytes($"070701{string.Concat(fields.Select(f => f.ToString("x8")))}{name}\0"));
            Pad();
            cpio.Write(content);
            Pad();
        }

        Add("./usr", 0x41ed, []);
        foreach (var file in new[] { "usr/bin/prog", "readme", $"{Deep}/lib.so" })
        {
            Add($"./{file}", 0x81ed, File.ReadAllBytes(_tools[$"root/{file}"]));
        }

        Add("TRAILER!!!", 0, []);
        return cpio.ToArray();
    }

    private List<string> Names(string archive)
    {
        _found.Clear();
        var scratch = 0;
        var walk = new ArchiveWalk(
            () => new FileStream(_tools[$"scratch-{scratch++}"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose),
            (name, content) =>
            {
                using var copy = new MemoryStream();
                content.CopyTo(copy);
                _found.Add((name[(archive.Length + 1)..], copy.ToArray()));
            },
            _problems.Add);
        using var file = File.OpenRead(_tools[archive]);
        walk.Read(file, archive);
        return [.. _found.Select(f => f.Name[(f.Name.IndexOf("data.tar", StringComparison.Ordinal) is var at and >= 0 ? f.Name.IndexOf('!', at) + 1 : 0)..]).Order(StringComparer.Ordinal)];
    }
}
