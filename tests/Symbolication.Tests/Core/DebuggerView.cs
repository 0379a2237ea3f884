using System.Globalization;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>What gdb says of a core.</summary>
internal sealed class DebuggerView
{
    private readonly string[][] _lines;

    /// <param name="sysroot">Of an emulated program; empty for this machine's.</param>
    public DebuggerView(string program, string core, string sysroot = "")
    {
        var gdb = sysroot.Length > 0 ? "gdb-multiarch" : "gdb";
        string[] root = sysroot.Length > 0 ? ["-iex", $"set sysroot {sysroot}"] : [];
        var text = Command.Run(
            gdb, ["-iex", "set auto-load off", "-iex", "set debuginfod enabled off", .. root, "-batch",
                "-ex", "info sharedlibrary", "-ex", "info files", "-ex", "thread apply all info registers", program, core]);
        _lines = [.. text.Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>Entry point of the program, where it was loaded.</summary>
    public ulong Entry => _lines.Where(words => words is ["Entry", "point:", _]).Select(words => Hex(words[2])).First();

    /// <summary>Where the code of each library begins, by path: <c>from to Yes (*) path</c>.</summary>
    public IReadOnlyList<(ulong Text, string Path)> Libraries =>
        [.. _lines.Where(words => words.Length >= 4 && words[0].StartsWith("0x", StringComparison.Ordinal) && words[2] == "Yes" && words[^1][0] == '/').Select(words => (Hex(words[0]), words[^1]))];

    /// <summary>Values by name, of each thread by id.</summary>
    public Dictionary<int, Dictionary<string, ulong>> Threads()
    {
        var threads = new Dictionary<int, Dictionary<string, ulong>>();
        Dictionary<string, ulong>? current = null;
        foreach (var words in _lines)
        {
            if (words is ["Thread", ..] && Array.FindIndex(words, word => word.TrimStart('(') == "LWP") is > 0 and var at)
            {
                current = threads[int.Parse(words[at + 1].TrimEnd(')', ':'), CultureInfo.InvariantCulture)] = [];
            }
            else if (words.Length >= 2 && words[1].StartsWith("0x", StringComparison.Ordinal))
            {
                current?.TryAdd(words[0], Hex(words[1]));
            }
        }

        return threads;
    }

    private static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
