using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Cfi;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>A program that crashed under gdb: its memory, registers and modules, and the frames that gdb sees.</summary>
internal sealed partial class GdbCrash : ITargetMemory
{
    private readonly ElfFile _core;

    private GdbCrash(string core, string text, Machine machine)
    {
        _core = ElfFile.Open(ByteSource.Of(File.ReadAllBytes(core)), core);
        var thread = new RegisterContext(machine);
        foreach (Match match in Register().Matches(text))
        {
            thread[Array.IndexOf(Names, match.Groups[1].Value)] = Hex(match.Groups[2].Value);
        }

        Thread = thread;
        Frames = [.. Value().Matches(text).Select(match => Hex(match.Groups[1].Value))];
        Modules = [.. Mapping().Matches(text).GroupBy(match => match.Groups[3].Value).Select(Module)];
    }

    private static readonly string[] Names =
        ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];

    public RegisterContext Thread { get; }

    /// <summary>Program counters, the innermost first.</summary>
    public IReadOnlyList<ulong> Frames { get; }

    public IReadOnlyList<LoadedModule> Modules { get; }

    public static GdbCrash Run(string program, params string[] settings)
    {
        var core = program + ".core";
        string[] arguments =
        [
            "--batch", "-nx", "-iex", "set auto-load off", "-iex", "set debug-file-directory /nonexistent", "-iex", "set debuginfod enabled off",
            .. settings.SelectMany(setting => new[] { "-ex", setting }),
            "-ex", "set backtrace past-main on", "-ex", "handle SIGUSR1 nostop", "-ex", "run",
            "-ex", $"generate-core-file {core}", "-ex", "info registers", "-ex", "info proc mappings", "-ex", "frame apply 300 -q p/x $pc", program,
        ];
        return new GdbCrash(core, Tool.Run("gdb", arguments), Machine.X64);
    }

    public bool TryRead(ulong address, Span<byte> into)
    {
        foreach (var segment in _core.Segments)
        {
            if (segment.Contains(address))
            {
                return _core.Read(segment, address - segment.Address, into) == into.Length;
            }
        }

        return false;
    }

    private static LoadedModule Module(IGrouping<string, Match> mappings)
    {
        var start = mappings.Min(match => Hex(match.Groups[1].Value));
        var bias = start;
        if (File.Exists(mappings.Key))
        {
            using var bytes = ByteSource.Map(mappings.Key);
            bias -= ElfFile.Open(bytes, mappings.Key).Segments.Where(segment => segment.Type == ElfSegment.Load).Min(segment => segment.Address) & ~0xfffUL;
        }

        return new LoadedModule(start, mappings.Max(match => Hex(match.Groups[2].Value)), bias, mappings.Key, "");
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

#pragma warning disable MA0023 // Groups by number.
    [GeneratedRegex("^(r[a-z0-9]+) +0x([0-9a-f]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Register();

    [GeneratedRegex(@"^\$\d+ = 0x([0-9a-f]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Value();

    [GeneratedRegex(@"^ +0x([0-9a-f]+) +0x([0-9a-f]+) +0x[0-9a-f]+ +0x[0-9a-f]+ +[-rwxps]+ +(/\S+|\[vdso\])", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Mapping();
#pragma warning restore MA0023
}
