namespace Fleet.Symbolication.Tests.Corpus.Building;

/// <summary>Compiles one program in one way, into a folder of its own.</summary>
internal sealed class CorpusBuild(CorpusProgram program, CorpusVariant variant, string folder)
{
    /// <summary>Name of the built program, in its folder.</summary>
    public const string ProgramFile = "program";

    /// <summary>The same with symbols that the debugger of Debian 12 can read, where it cannot read the program's.</summary>
    public const string PlainFile = "program.plain";

    private const string Alternative = "common.alt";

    private string LibraryFile => $"lib{program.Library}.so";

    /// <summary>All commands, one after the other.</summary>
    public IEnumerable<string[]> Commands
    {
        get
        {
            if (program.Library.Length > 0)
            {
                yield return [.. Compile(LibraryFile, program.LibrarySource), "-fPIC", "-shared"];
            }

            string[] link = program.Library.Length > 0 ? [$"./{LibraryFile}", "-Wl,-rpath,$ORIGIN"] : [];
            yield return [.. Compile(ProgramFile, program.Source), .. link];

            foreach (var command in Package())
            {
                yield return command;
            }
        }
    }

    public async Task RunAsync()
    {
        foreach (var command in Commands)
        {
            await Tool.RunAsync(folder, command);
        }
    }

    private string[] Compile(string output, string source)
    {
        string[] options = [.. Words(variant.Options), .. Words(program.Options)];
        var compiler = variant.Toolchain.Compiler(program.Language);
        return program.Language == Language.Rust
            ? [compiler, "--edition=2021", "-g", "-Cpanic=abort", "-Clink-arg=-Wl,--build-id", .. options, "-o", output, source]
            : [compiler, "-g", program.Language == Language.C ? "-std=gnu17" : "-std=c++17", "-Wl,--build-id", .. options, "-o", output, source, "-lpthread"];
    }

    private IEnumerable<string[]> Package()
    {
        string[] files = program.Library.Length > 0 ? [ProgramFile, LibraryFile] : [ProgramFile];
        switch (variant.Packaging)
        {
            case Packaging.DebugLink:
                return files.SelectMany(file => (string[][])
                [
                    [Binutil("objcopy"), "--only-keep-debug", file, $"{file}.debug"],
                    [Binutil("strip"), file],
                    [Binutil("objcopy"), $"--add-gnu-debuglink={file}.debug", file],
                ]);
            case Packaging.SplitPackage:
                return [["dwp", "-e", ProgramFile, "-o", $"{ProgramFile}.dwp"], ["sh", "-c", "rm *.dwo"]];
            case Packaging.Zstd:
                return [["cp", ProgramFile, PlainFile], .. files.Select(file => (string[])[Binutil("objcopy"), "--compress-debug-sections=zstd", file])];
            case Packaging.ZDebug:
                return files.Select(file => (string[])[Binutil("objcopy"), "--compress-debug-sections=zlib-gnu", file]);
            case Packaging.Dwz:
                return [["dwz", .. files.Length > 1 ? (string[])["-m", Alternative] : [], .. files]];
            case Packaging.MiniDebug:
                return files.SelectMany(file => (string[][])
                [
                    ["sh", "-c", $"nm {file} --format=posix --defined-only | awk '$2 ~ /[tT]/ {{ print $1 }}' >names"],
                    [Binutil("objcopy"), "--only-keep-debug", file, "mini"],
                    [Binutil("objcopy"), "-S", "--remove-section=.comment", "--keep-symbols=names", "mini"],
                    ["xz", "mini"],
                    [Binutil("strip"), file],
                    [Binutil("objcopy"), "--add-section", ".gnu_debugdata=mini.xz", file],
                    ["rm", "mini.xz", "names"],
                ]);
            default:
                return [];
        }
    }

    private string Binutil(string name) => variant.Toolchain.Prefix + name;

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
