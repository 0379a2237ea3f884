using System.Text.RegularExpressions;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>Where the debugger and we differ in variables, and it is not we who are wrong: docs/design/symbolication.md says how that is seen.</summary>
internal static partial class KnownDifferences
{
    /// <summary>Of values that both have.</summary>
    public static bool IsKnown(string difference) => EntryValues().IsMatch(difference);

    /// <summary>In a function that is inlined, gdb 13 takes what the function's own caller passed from another call.</summary>
    [GeneratedRegex(@"\.inline_chain (?:full|trimmed) thread \d+ first (?:i|samples): ", RegexOptions.NonBacktracking)]
    private static partial Regex EntryValues();
}
