using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Cfi;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>A static program of another machine that crashed under qemu.</summary>
internal sealed partial class QemuCrash
{
    private readonly string _program;
    private readonly string _path;

    private QemuCrash(string core, string program)
    {
        (_path, _program) = (core, program);
        Core = CoreDump.Open(ByteSource.Of(File.ReadAllBytes(core)), core);
        Modules = [new LoadedModule(0x10000, 0x800000, 0, program, "")];
    }

    public CoreDump Core { get; }

    /// <summary>Emulators' cores name no files.</summary>
    public IReadOnlyList<LoadedModule> Modules { get; }

    /// <param name="folder">An empty one.</param>
    public static QemuCrash Run(string folder, string program, string qemu)
    {
        Tool.Run("bash", "-c", $"cd {folder} && ulimit -c unlimited && {{ timeout -s KILL 20 {qemu} {program} > /dev/null 2>&1 || true; }}");
        return new QemuCrash(Directory.GetFiles(folder, "qemu_*.core").Single(), program);
    }

    /// <summary>Program counters, the innermost first.</summary>
    public IEnumerable<ulong> FramesOfGdb() => Value().Matches(Tool.Run(
        "timeout", "60", "gdb-multiarch", "--batch", "-nx", "-iex", "set auto-load off", "-iex", "set debug-file-directory /nonexistent",
        "-iex", "set debuginfod enabled off", "-ex", "set backtrace past-main on", "-ex", "frame apply 300 -q p/x $pc", _program, _path))
        .Select(match => ulong.Parse(match.Groups["value"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^\$\d+ = 0x(?<value>[0-9a-f]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Value();
}
