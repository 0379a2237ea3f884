namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>All ways of building.</summary>
internal static class CorpusVariants
{
    public static readonly IReadOnlyList<CorpusVariant> All =
    [
        new("gcc-O0", Toolchain.Gcc, "-O0"),
        new("gcc-O0-no-fp", Toolchain.Gcc, "-O0 -fomit-frame-pointer"),
        new("gcc-O1-fp", Toolchain.Gcc, "-O1 -fno-omit-frame-pointer"),
        new("gcc-O2", Toolchain.Gcc, "-O2"),
        new("gcc-O3", Toolchain.Gcc, "-O3"),
        new("gcc-Os", Toolchain.Gcc, "-Os"),
        new("gcc-O2-lto", Toolchain.Gcc, "-O2 -flto=1"),
        new("gcc-O2-dwarf2", Toolchain.Gcc, "-O2 -gdwarf-2 -gstrict-dwarf"),
        new("gcc-O2-dwarf3", Toolchain.Gcc, "-O2 -gdwarf-3 -gstrict-dwarf"),
        new("gcc-O2-dwarf4", Toolchain.Gcc, "-O2 -gdwarf-4"),
        new("gcc-O2-types4", Toolchain.Gcc, "-O2 -gdwarf-4 -fdebug-types-section"),
        new("gcc-O2-types5", Toolchain.Gcc, "-O2 -gdwarf-5 -fdebug-types-section"),
        new("gcc-O2-split4", Toolchain.Gcc, "-O2 -gdwarf-4 -gsplit-dwarf"),
        new("gcc-O2-split5", Toolchain.Gcc, "-O2 -gdwarf-5 -gsplit-dwarf"),

        // The tool for packages in Debian 12 crashes on version 5.
        new("gcc-O2-dwp", Toolchain.Gcc, "-O2 -gdwarf-4 -gsplit-dwarf", Packaging.SplitPackage),
        new("gcc-O2-zlib", Toolchain.Gcc, "-O2 -gz=zlib"),
        new("gcc-O2-zdebug", Toolchain.Gcc, "-O2", Packaging.ZDebug),
        new("gcc-O2-zstd", Toolchain.Gcc, "-O2", Packaging.Zstd),
        new("gcc-O2-stripped", Toolchain.Gcc, "-O2", Packaging.DebugLink),
        new("gcc-O2-dwz", Toolchain.Gcc, "-O2 -gdwarf-4", Packaging.Dwz),
        new("gcc-O2-minidebug", Toolchain.Gcc, "-O2", Packaging.MiniDebug),
        new("gcc-O2-static", Toolchain.Gcc, "-O2 -static"),
        new("gcc-O2-static-pie", Toolchain.Gcc, "-O2 -static-pie -fPIE"),
        new("gcc-O2-no-pie", Toolchain.Gcc, "-O2 -no-pie -fno-pie"),
        new("gcc-O2-debug-frame", Toolchain.Gcc, "-O2 -fno-asynchronous-unwind-tables -fno-unwind-tables"),
        new("musl-O2", Toolchain.Musl, "-O2"),
        new("musl-O2-static", Toolchain.Musl, "-O2 -static"),
        new("clang-O0", Toolchain.Clang, "-O0"),
        new("clang-O2", Toolchain.Clang, "-O2"),
        new("clang-O3", Toolchain.Clang, "-O3"),
        new("clang-O2-dwarf4", Toolchain.Clang, "-O2 -gdwarf-4"),
        new("clang-O2-types5", Toolchain.Clang, "-O2 -gdwarf-5 -fdebug-types-section"),
        new("clang-O2-split5", Toolchain.Clang, "-O2 -gdwarf-5 -gsplit-dwarf"),
        new("rustc-debug", Toolchain.Rustc, ""),
        new("rustc-O", Toolchain.Rustc, "-O"),
        new("rustc-O-v0", Toolchain.Rustc, "-O -Csymbol-mangling-version=v0"),
        new("arm64-O0", Toolchain.Arm64, "-O0 -no-pie"),
        new("arm64-O2", Toolchain.Arm64, "-O2 -no-pie"),
        new("arm64-O3", Toolchain.Arm64, "-O3 -no-pie"),
        new("arm64-O2-pac", Toolchain.Arm64, "-O2 -no-pie -mbranch-protection=standard"),
        new("arm64-O2-static", Toolchain.Arm64, "-O2 -static"),
        new("arm-O0", Toolchain.Arm, "-O0 -no-pie"),
        new("arm-O2", Toolchain.Arm, "-O2 -no-pie"),
        new("arm-O3", Toolchain.Arm, "-O3 -no-pie"),
        new("arm-O2-arm", Toolchain.Arm, "-O2 -no-pie -marm"),
        new("arm-O2-exidx", Toolchain.Arm, "-O2 -no-pie -funwind-tables", Packaging.DebugLink),
        new("arm-O2-static", Toolchain.Arm, "-O2 -static"),
    ];

    public static CorpusVariant Get(string name) => All.Single(variant => variant.Name == name);
}
