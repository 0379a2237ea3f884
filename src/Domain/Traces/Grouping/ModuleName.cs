using System.Buffers;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>Names of modules without versions: a library's next release is the same library.</summary>
public static class ModuleName
{
    private const string So = ".so";

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    /// <summary><c>/usr/lib/libfoo-1.2.so.3.4 (deleted)</c> is <c>libfoo.so</c>.</summary>
    public static string Canonical(string module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var name = module.EndsWith(" (deleted)", StringComparison.Ordinal) ? module[..^10] : module;
        name = name[(name.LastIndexOf('/') + 1)..];
        var so = name.LastIndexOf(So, StringComparison.Ordinal);
        if (so <= 0 || !(so + So.Length == name.Length || IsVersion(name.AsSpan(so + So.Length))))
        {
            return name;
        }

        var stem = name[..so];
        var dash = stem.LastIndexOf('-');
        return (dash > 0 && IsVersion(stem.AsSpan(dash + 1)) ? stem[..dash] : stem) + So;
    }

    private static bool IsVersion(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyInRange('0', '9') >= 0 && !text.ContainsAnyExcept(VersionCharacters);
}
