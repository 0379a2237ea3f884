using Fleet.Symbolication.Tests.Corpus;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>What is damaged: programs, cores and archives of each kind that the platform reads, made by the tools that make them.</summary>
internal sealed class SeedCorpus : IDisposable
{
    /// <summary>Of the corpus: DWARF 2 to 5, whole, split, packaged, shared and compressed, without any, of three machines.</summary>
    private static readonly (string Variant, string Program)[] Chosen =
    [
        ("gcc-O2", "null_dereference"), ("gcc-O0", "kinds"), ("gcc-O2", "signal_handler"), ("gcc-O2", "threads"), ("gcc-O2-dwarf2", "null_dereference"), ("gcc-O2-dwarf3", "inline_chain"),
        ("gcc-O2-types4", "templates"), ("gcc-O2-types5", "kinds"), ("gcc-O2-split4", "inline_chain"), ("gcc-O2-split5", "templates"), ("gcc-O2-dwp", "inline_chain"), ("gcc-O2-zlib", "inline_chain"),
        ("gcc-O2-zdebug", "null_dereference"), ("gcc-O2-zstd", "inline_chain"), ("gcc-O2-stripped", "library"), ("gcc-O2-dwz", "library"), ("gcc-O2-minidebug", "library"), ("gcc-O2-debug-frame", "null_dereference"),
        ("gcc-O2", "abort"), ("clang-O2", "inline_chain"), ("clang-O2-split5", "kinds"), ("clang-O2", "virtuals"), ("arm64-O2-pac", "inline_chain"), ("arm64-O0", "kinds"), ("arm-O2-exidx", "null_dereference"), ("arm-O2", "signal_handler"), ("arm-O0", "kinds"),
    ];

    /// <summary>Larger files would make each case copy them.</summary>
    private const int MaxSeedBytes = 3 << 20;

    private readonly Toolbox _tools = new();

    private SeedCorpus()
    {
    }

    public List<SeedProgram> Programs { get; } = [];

    public List<(SeedProgram Program, SeedFile Core)> Cores { get; } = [];

    /// <summary>Packages and archives as tools make them.</summary>
    public List<(string Name, byte[] Bytes)> Archives { get; } = [];

    public static async Task<SeedCorpus> MakeAsync(CrashCorpus corpus)
    {
        var seeds = new SeedCorpus();
        foreach (var (variant, program) in Chosen.Where(one => CorpusVariants.Get(one.Variant).Toolchain.IsHere))
        {
            seeds.Add(await corpus.GetAsync(variant, program));
        }

        seeds.AddRiscV();
        seeds.AddArchives();
        return seeds;
    }

    public void Dispose() => _tools.Dispose();

    private void Add(CorpusCase crash)
    {
        var cores = new[] { crash.TrimmedCore, crash.Core }.Where(path => new FileInfo(path).Length <= MaxSeedBytes).Select(SeedFile.Read).ToList();
        var program = new SeedProgram(crash.Name, [.. crash.Files.Where(path => new FileInfo(path).Length <= MaxSeedBytes).Select(SeedFile.Read)], cores);
        Programs.Add(program);
        Cores.AddRange(cores.Select(core => (program, core)));
    }

    /// <summary>The emulator writes no cores of it.</summary>
    private void AddRiscV()
    {
        const string compiler = "riscv64-linux-gnu-gcc";
        if (Toolbox.Has(compiler))
        {
            _tools.Run(compiler, "-g", "-O2", "-Wl,--build-id", "-o", "program", Path.Combine(CorpusPrograms.Folder, "kinds.c"), "-I", CorpusPrograms.Folder);
            Programs.Add(new SeedProgram("riscv64.kinds", [SeedFile.Read(_tools["program"])], []));
        }
    }

    private void AddArchives()
    {
        Directory.CreateDirectory(_tools["root/usr/bin"]);
        File.Copy(Programs[0].Main.Path, _tools["root/usr/bin/prog"]);
        _tools.Write("root/readme", "not a program");
        _tools.Write("root/DEBIAN/control", "Package: p\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: d\n");
        foreach (var (suffix, option) in new[] { ("tar", "--format=pax"), ("tgz", "-z"), ("txz", "-J"), ("tbz", "-j"), ("tzst", "--zstd"), ("tlzma", "--lzma") })
        {
            _tools.Run("tar", "-c", option, "-f", $"all.{suffix}", "-C", "root", ".");
        }

        foreach (var compression in new[] { "gzip", "xz", "zstd" })
        {
            _tools.Run("dpkg-deb", $"-Z{compression}", "--root-owner-group", "-b", "root", $"{compression}.deb");
        }

        _tools.Run("sh", "-c", "cd root && zip -qr ../all.zip . && cp ../all.zip inner.zip && tar -cJf ../nested.tar.xz . && xz -T2 --block-size=4096 -c ../all.tar >../blocks.tar.xz");
        _tools.Run("sh", "-c", "cp gzip.deb all.ipk; (cd root && find . -type f | cpio -o -H newc --quiet 2>/dev/null) >all.cpio || rm -f all.cpio");
        foreach (var path in Directory.GetFiles(_tools.Folder).Where(path => Path.GetExtension(path) is not ("" or ".c") && new FileInfo(path).Length > 0).Order(StringComparer.Ordinal))
        {
            Archives.Add((Path.GetFileName(path), File.ReadAllBytes(path)));
        }
    }
}
