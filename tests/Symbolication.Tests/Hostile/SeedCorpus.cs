using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Tests.Unwinding;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>What is damaged: programs, cores and archives of each kind that the platform reads, made by the tools that make them.</summary>
internal sealed class SeedCorpus : IDisposable
{
    /// <summary>Of the corpus: DWARF 2 to 5, whole, split, packaged, shared and compressed, without any, of three machines; static programs, and Rust's.</summary>
    private static readonly (string Variant, string Program)[] Chosen =
    [
        ("gcc-O2", "null_dereference"), ("gcc-O0", "kinds"), ("gcc-O2", "signal_handler"), ("gcc-O2", "threads"), ("gcc-O2-dwarf2", "null_dereference"), ("gcc-O2-dwarf3", "inline_chain"),
        ("gcc-O2-types4", "templates"), ("gcc-O2-types5", "kinds"), ("gcc-O2-split4", "inline_chain"), ("gcc-O2-split5", "templates"), ("gcc-O2-dwp", "inline_chain"), ("gcc-O2-zlib", "inline_chain"),
        ("gcc-O2-zdebug", "null_dereference"), ("gcc-O2-zstd", "inline_chain"), ("gcc-O2-stripped", "library"), ("gcc-O2-dwz", "library"), ("gcc-O2-minidebug", "library"), ("gcc-O2-debug-frame", "null_dereference"),
        ("gcc-O2", "abort"), ("clang-O2", "inline_chain"), ("clang-O2-split5", "kinds"), ("clang-O2", "virtuals"), ("arm64-O2-pac", "inline_chain"), ("arm64-O0", "kinds"), ("arm-O2-exidx", "null_dereference"), ("arm-O2", "signal_handler"), ("arm-O0", "kinds"),
        ("gcc-O2", "tail_values"), ("gcc-O2", "tail_library"), ("gcc-O2-static", "qsort_callback"), ("gcc-O2-static-pie", "signal_handler"), ("musl-O2-static", "signal_handler"), ("arm64-O2-static", "abort"),
        ("rustc-debug", "rust_panic"), ("rustc-O", "rust_overflow"), ("rustc-O-v0", "rust_null"),
    ];

    /// <summary>Larger files would make each case copy them. Rust's programs have 4 MB, most of it their library's.</summary>
    private const int MaxSeedBytes = 5 << 20;

    /// <summary>Larger files are damaged where they are read from memory only: one that is written for a case and mapped stays so until the process ends.</summary>
    public const int MaxMappedBytes = 512 << 10;

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

    private void AddRiscV()
    {
        foreach (var name in RiscVCrash.IsPossible ? new[] { "kinds", "qsort_callback" } : [])
        {
            var crash = RiscVCrash.Make(_tools, name);
            var cores = crash.Core.Length == 0 ? Array.Empty<SeedFile>() : [SeedFile.Read(crash.Core)];
            var seed = new SeedProgram($"riscv64.{name}", [SeedFile.Read(crash.Program)], cores);
            Programs.Add(seed);
            Cores.AddRange(cores.Select(one => (seed, one)));
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
        AddRpm();
        foreach (var path in Directory.GetFiles(_tools.Folder).Where(path => Path.GetExtension(path) is not ("" or ".c") && new FileInfo(path).Length > 0).Order(StringComparer.Ordinal))
        {
            Archives.Add((Path.GetFileName(path), File.ReadAllBytes(path)));
        }
    }

    private void AddRpm()
    {
        if (!Toolbox.Has("rpmbuild"))
        {
            return;
        }

        _tools.Write("rpm/p.spec", $"""
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
            mkdir -p %buildroot && cp -r {_tools["root/usr"]} %buildroot
            %files
            /usr/bin/prog
            """);
        foreach (var (name, payload) in new[] { ("gzip", "w6.gzdio"), ("xz", "w2.xzdio"), ("zstd", "w3.zstdio"), ("bzip2", "w9.bzdio") })
        {
            _tools.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {_tools.Folder}/rpm/{name}", "--define", $"_binary_payload {payload}", "rpm/p.spec");
            File.Copy(Directory.GetFiles(_tools[$"rpm/{name}/RPMS"], "*.rpm", SearchOption.AllDirectories).Single(), _tools[$"{name}.rpm"]);
        }
    }
}
