using System.Text.RegularExpressions;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>Counts where two stacks agree: in the places that calls return to, and where the oracle knows the source, in function, file, line and inlining.</summary>
internal sealed partial class FrameComparison(string what)
{
    /// <summary>Of the C library: its function <c>raise</c> has the symbol <c>__GI_raise</c> too, which gdb shows.</summary>
    private const string InternalAlias = "__GI_";

    public int Addresses { get; private set; }

    public int SameAddresses { get; private set; }

    public int Sources { get; private set; }

    public int SameSources { get; private set; }

    public List<string> Differences { get; } = [];

    /// <param name="oracle">Of one thread.</param>
    /// <param name="ours">Of the same thread.</param>
    /// <param name="isCut">Whether the oracle's are not all, and ours may go on.</param>
    public void Add(int thread, IReadOnlyList<OracleFrame> oracle, IReadOnlyList<OracleFrame> ours, bool isCut)
    {
        var (theirs, own) = (Places(oracle), Places(ours));
        var count = isCut ? theirs.Count : Math.Max(theirs.Count, own.Count);
        for (var i = 0; i < count; i++)
        {
            Addresses++;
            var (expected, actual) = (i < theirs.Count ? theirs[i] : [], i < own.Count ? own[i] : []);
            if (expected.Count == 0 || actual.Count == 0 || expected[0].Pc != actual[0].Pc)
            {
                Differences.Add($"{what} thread {thread} frame {i}: gdb {Text(expected)}, we {Text(actual)}");
                continue;
            }

            SameAddresses++;
            if (expected[0].File.Length == 0)
            {
                continue;
            }

            Sources++;
            if (AreSame(expected, actual))
            {
                SameSources++;
            }
            else
            {
                Differences.Add($"{what} thread {thread} frame {i}: gdb {Text(expected.Select(Normal))}, we {Text(actual.Select(Normal))}, {DifferentPath(expected, actual)}");
            }
        }
    }

    /// <summary>Frames by the place on the stack that they share.</summary>
    private static List<List<OracleFrame>> Places(IReadOnlyList<OracleFrame> frames)
    {
        List<List<OracleFrame>> places = [];
        var isOpen = false;
        foreach (var frame in frames)
        {
            if (!isOpen)
            {
                places.Add([]);
            }

            places[^1].Add(frame);
            isOpen = frame.Inlined;
        }

        return places;
    }

    private static bool AreSame(List<OracleFrame> expected, List<OracleFrame> actual) => expected.Count == actual.Count && expected.Zip(actual).All(pair =>
    {
        var (theirs, ours) = (Normal(pair.First), Normal(pair.Second));

        // gdb leaves out the scope of what a lambda of GCC's has.
        return theirs == ours || (theirs.Function == "operator()" && theirs with { Function = ours.Function } == ours && ours.Function.EndsWith("::{lambda}::operator()", StringComparison.Ordinal));
    });

    private static OracleFrame Normal(OracleFrame frame) => frame with { Function = NormalName(frame.Function), File = NormalPath(frame.File) };

    /// <summary>gdb leaves <c>..</c> in paths of files that are not here, and puts a relative folder of compilation before itself.</summary>
    private static string NormalPath(string path)
    {
        var again = path.IndexOf("/./", StringComparison.Ordinal) + 1;
        var once = again > 0 && path.AsSpan(again).StartsWith(path.AsSpan(0, again)) ? path[again..] : path;
        return path.Length == 0 ? "" : Path.GetFullPath(once, "/")[(Path.IsPathRooted(path) ? 0 : 1)..];
    }

    /// <summary>
    /// Without template arguments, parameters and ordinals, which Fleet leaves out of names that it compares, and without what only symbols have: the C library's
    /// names for calls within it, and of copies that the compiler made.
    /// </summary>
    private static string NormalName(string name)
    {
        name = ClangLambda().Replace(name.Replace("(anonymous namespace)", "{anonymous}", StringComparison.Ordinal), "{lambda}");
        name = CloneSuffix().Replace(name.StartsWith(InternalAlias, StringComparison.Ordinal) ? name[InternalAlias.Length..] : name, "");
        name = name.EndsWith(" const", StringComparison.Ordinal) ? name[..^" const".Length] : name;
        var depth = 0;
        List<char> kept = [];
        for (var i = 0; i < name.Length; i++)
        {
            var isCall = name.AsSpan(i).StartsWith("()") && name.AsSpan(0, i).EndsWith("operator");
            depth += !isCall && name[i] is '<' or '(' ? 1 : 0;
            if (depth == 0)
            {
                kept.Add(name[i]);
            }

            depth -= !isCall && name[i] is '>' or ')' && depth > 0 ? 1 : 0;
        }

        return Ordinal().Replace(string.Concat(kept), "}");
    }

    /// <summary>Where the names of files are the same and their folders are not.</summary>
    private static string DifferentPath(List<OracleFrame> expected, List<OracleFrame> actual) =>
        expected.Zip(actual).FirstOrDefault(pair => Normal(pair.First).File != Normal(pair.Second).File) is ({ } their, { } our) ? $"of {their.File} and {our.File}" : "of the same files";

    private static string Text(IEnumerable<OracleFrame> frames) => $"[{string.Join(" < ", frames)}]";

    [GeneratedRegex(@" \[clone [^]]+\]", RegexOptions.NonBacktracking)]
    private static partial Regex CloneSuffix();

    [GeneratedRegex(@"\$_\d+", RegexOptions.NonBacktracking)]
    private static partial Regex ClangLambda();

    [GeneratedRegex(@"#\d+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Ordinal();
}
