using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Cfi;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>A static program of another machine that crashed under qemu: its core, and the frames that gdb sees in it.</summary>
internal sealed partial class QemuCrash : ITargetMemory
{
    private readonly ElfFile _core;

    private QemuCrash(string core, string program, string text)
    {
        _core = ElfFile.Open(ByteSource.Of(File.ReadAllBytes(core)), core);
        var thread = new RegisterContext(_core.Machine);
        foreach (Match match in Register().Matches(text))
        {
            if (Number(_core.Machine, match.Groups["name"].Value) is { } number)
            {
                thread[number] = Hex(match.Groups["value"].Value);
            }
            else if (match.Groups["name"].Value == "pc")
            {
                thread.Pc = Hex(match.Groups["value"].Value);
            }
        }

        Thread = thread;
        Frames = [.. Value().Matches(text).Select(match => Hex(match.Groups["value"].Value))];
        Modules = [new LoadedModule(0x10000, 0x800000, 0, program, "")];
    }

    public RegisterContext Thread { get; }

    public IReadOnlyList<ulong> Frames { get; }

    public IReadOnlyList<LoadedModule> Modules { get; }

    /// <param name="folder">An empty one.</param>
    public static QemuCrash Run(string folder, string program, string qemu)
    {
        Tool.Run("bash", "-c", $"cd {folder} && ulimit -c unlimited && {{ {qemu} {program} > /dev/null 2>&1 || true; }}");
        var core = Directory.GetFiles(folder, "qemu_*.core").Single();
        return new QemuCrash(core, program, Tool.Run(
            "gdb-multiarch", "--batch", "-nx", "-iex", "set auto-load off", "-iex", "set debug-file-directory /nonexistent", "-iex", "set debuginfod enabled off",
            "-ex", "set backtrace past-main on", "-ex", "info registers", "-ex", "frame apply 300 -q p/x $pc", program, core));
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

    private static int? Number(Machine machine, string name) => (machine, name) switch
    {
        (_, "sp") => machine.StackPointer,
        (Machine.Arm, "lr") => 14,
        (Machine.RiscV64, "ra") => 1,
        (Machine.RiscV64, "gp") => 3,
        (Machine.RiscV64, "tp") => 4,
        (Machine.RiscV64, "fp") => 8,
        (Machine.RiscV64, "s1") => 9,
        (Machine.RiscV64, ['s', .. var number]) => 16 + int.Parse(number, CultureInfo.InvariantCulture),
        (Machine.Arm64, ['x', .. var number]) => int.Parse(number, CultureInfo.InvariantCulture),
        (Machine.Arm, ['r', .. var number]) => int.Parse(number, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<name>[xrs][0-9]+|ra|sp|gp|tp|fp|lr|pc) +0x(?<value>[0-9a-f]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Register();

    [GeneratedRegex(@"^\$\d+ = 0x(?<value>[0-9a-f]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Value();
}
