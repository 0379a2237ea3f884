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

    [GeneratedRegex(@"^#\d+ +(?:0x[0-9a-f]+ in )?(?<function>\S+) \(", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FrameLine();
}
