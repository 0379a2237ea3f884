using System.Globalization;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>A program that a compiler of this machine made, in a folder of its own that goes with it.</summary>
internal sealed class CompiledProgram : IDisposable
{
    private CompiledProgram(string folder) => Folder = folder;

    public string Folder { get; }

    public string File => Path.Combine(Folder, "program");

    /// <param name="arguments">Of the compiler, besides the source and the output, with <c>-g</c> where wanted.</param>
    public static CompiledProgram Make(string compiler, string arguments)
    {
        var program = new CompiledProgram(Directory.CreateTempSubdirectory("fleet-dwarf-").FullName);
        var (name, source) = compiler switch
        {
            "rustc" => ("main.rs", Sources.Rust),
            "g++" or "clang++" => ("main.cpp", Sources.Cpp),
            _ => ("main.c", Sources.C),
        };
        System.IO.File.WriteAllText(Path.Combine(program.Folder, name), source);
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Contains("-gsplit-dwarf"))
        {
            Tool.Run(program.Folder, "", compiler, [.. words, "-c", name, "-o", "main.o"]);
            Tool.Run(program.Folder, "", compiler, "main.o", "-o", "program");
        }
        else
        {
            Tool.Run(program.Folder, "", compiler, [.. words, name, "-o", "program"]);
        }

        return program;
    }

    public Symbolizer Open(string name = "program") => new([Elf(name)], new FolderCompanions(Folder));

    public ElfFile Elf(string name) => ElfFile.Open(ByteSource.Of(System.IO.File.ReadAllBytes(Path.Combine(Folder, name))), name);

    /// <summary>Addresses of the instructions of <c>.text</c>.</summary>
    public ulong[] Instructions() =>
    [
        .. Tool.Run(Folder, "", "objdump", "-d", "--no-show-raw-insn", "-j", ".text", "program").Split('\n')
            .Where(line => line.StartsWith(' ') && line.Contains(":\t", StringComparison.Ordinal))
            .Select(line => ulong.Parse(line.AsSpan(0, line.IndexOf(':')).Trim(), NumberStyles.HexNumber)),
    ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class FolderCompanions(string folder) : IDebugCompanions
    {
        public ElfFile? Alternate(string path, string buildId) => OpenFile(Path.Combine(folder, path));

        public ElfFile? Split(string directory, string name, ulong id) => OpenFile(Path.Combine(directory, name));

        public ElfFile? Package() => OpenFile(Path.Combine(folder, "program.dwp"));

        private static ElfFile? OpenFile(string path) =>
            System.IO.File.Exists(path) ? ElfFile.Open(ByteSource.Of(System.IO.File.ReadAllBytes(path)), path) : null;
    }
}
