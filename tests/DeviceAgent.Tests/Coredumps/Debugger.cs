using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>What a debugger sees in a core.</summary>
internal static partial class Debugger
{
    /// <summary>Functions of each thread, outward, in the order of the core: <c>inner &lt; outer</c>.</summary>
    /// <param name="program">Name of the debugger.</param>
    /// <param name="executable">That crashed.</param>
    /// <param name="core">Not compressed.</param>
    /// <param name="settings">Commands before it loads anything.</param>
    public static List<string> Backtraces(string program, string executable, string core, params string[] settings)
    {
        var text = CrashingProgram.Run(program,
            ["-iex", "set auto-load off", .. settings.SelectMany(setting => (string[])["-iex", setting]), "-batch", "-ex", "thread apply all -ascending bt", executable, core]);
        return [.. text.Split("\nThread ").Skip(1).Select(thread => string.Join(" < ", FrameLine().Matches(thread).Select(match => match.Groups["function"].Value)))];
    }

    /// <summary>
    /// Program counters of the frames of all threads; behind the first of a thread they are return addresses. Without those that share the stack of the one outside of
    /// them: they were inlined, or went on to the next by a jump, and no unwinder comes through them.
    /// </summary>
    public static List<ulong> Addresses(string program, string executable, string core)
    {
        var text = CrashingProgram.Run(
            program, "-iex", "set auto-load off", "-batch", "-ex", "thread apply all frame apply all -q printf \"= %lx %lx\\n\", $pc, $sp", executable, core);
        var frames = Frame().Matches(text).Select(match => (Pc: Number(match, "pc"), Sp: Number(match, "sp"))).ToList();
        return [.. frames.Where((frame, i) => i == frames.Count - 1 || frames[i + 1].Sp != frame.Sp).Select(frame => frame.Pc)];
    }

    private static ulong Number(Match match, string group) => ulong.Parse(match.Groups[group].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("^= (?<pc>[0-9a-f]+) (?<sp>[0-9a-f]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Frame();

    [GeneratedRegex(@"^#\d+ +(?:0x[0-9a-f]+ in )?(?<function>\S+) \(", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FrameLine();
}
