using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Tests.Cfi;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>A program that crashed under gdb: its core, and the frames that gdb sees.</summary>
internal sealed partial class GdbCrash
{
    private GdbCrash(string core, string text)
    {
        Core = CoreDump.Open(ByteSource.Of(File.ReadAllBytes(core)), core);
        Frames = [.. Value().Matches(text).Select(match => ulong.Parse(match.Groups["value"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }

    public CoreDump Core { get; }

    /// <summary>Program counters, the innermost first.</summary>
    public IReadOnlyList<ulong> Frames { get; }

    public static GdbCrash Run(string program, params string[] settings)
    {
        var core = program + ".core";
        string[] arguments =
        [
            "--batch", "-nx", "-iex", "set auto-load off", "-iex", "set debug-file-directory /nonexistent", "-iex", "set debuginfod enabled off",
            .. settings.SelectMany(setting => new[] { "-ex", setting }),
            "-ex", "set backtrace past-main on", "-ex", "handle SIGUSR1 nostop", "-ex", "run",
            "-ex", $"generate-core-file {core}", "-ex", "frame apply 300 -q p/x $pc", program,
        ];
        return new GdbCrash(core, Tool.Run("gdb", arguments));
    }

    [GeneratedRegex(@"^\$\d+ = 0x(?<value>[0-9a-f]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Value();
}
