using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Tests.Dwarf;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Symbolication.Tests.Tables;

/// <summary>A program of a compiler of this machine, and a folder for its tables.</summary>
internal sealed class TabledProgram : IDisposable
{
    private readonly CompiledProgram _program;
    private ulong[]? _instructions;

    public TabledProgram(string compiler, string arguments)
    {
        _program = CompiledProgram.Make(compiler, arguments);
        Tables = Open();
    }

    public string File => _program.File;

    public string TableFolder => Path.Combine(_program.Folder, "tables");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TableFolder Tables { get; }

    /// <summary>The only file of tables.</summary>
    public string TableFile => Directory.GetFiles(TableFolder, "*.tables").Single();

    /// <summary>The folder as another process would have it.</summary>
    public TableFolder Open(long maxBytes = 1 << 30) => new(TableFolder, maxBytes, Time) { MinSourceBytes = 0 };

    /// <summary>Another build of the program, in the same folder.</summary>
    public string Copy(string name, params string[] tool)
    {
        var path = Path.Combine(_program.Folder, name);
        if (tool.Length > 0)
        {
            Tool.Run(_program.Folder, "", tool[0], [.. tool.Skip(1), "program", name]);
        }
        else
        {
            System.IO.File.Copy(File, path);
        }

        return path;
    }

    /// <summary>What is known of each instruction, as text.</summary>
    public string[] Frames(ElfFile? file = null)
    {
        var symbolizer = file is null ? _program.Open() : new Symbolizer([file], new Companions(_program.Folder));
        _instructions ??= _program.Instructions();
        return Array.ConvertAll(_instructions, address => string.Join(' ', symbolizer.Resolve(address).Select(frame => $"{frame.Function} {frame.Line} {frame.CalledFrom} {frame.Origin} {frame.Die?.Offset}")));
    }

    public void Dispose() => _program.Dispose();

    private sealed class Companions(string folder) : Symbolication.Dwarf.IDebugCompanions
    {
        public ElfFile? Alternate(string path, string buildId) => null;

        public ElfFile? Split(string directory, string name, ulong id) => ElfFile.Open(ByteSource.Map(Path.Combine(folder, name)), name);

        public ElfFile? Package() => null;
    }
}
