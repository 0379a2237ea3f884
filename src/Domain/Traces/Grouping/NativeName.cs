using System.Text;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// One name for a function of C, C++, Rust or Go, whoever compiled it and whatever printed it: <c>namespace::class::function</c>. Without template arguments,
/// arguments, results and qualifiers; without what compilers add (clones, hashes, ABI tags, symbol versions); anonymous namespaces, lambdas and closures without
/// their ordinals, which change with the code before them. Names from DWARF are nearly so already; those of symbol tables come from a demangler.
/// The time is linear in the length, and nothing recurses: names are a device's or a build machine's.
/// </summary>
public static class NativeName
{
    public const string Anonymous = "(anonymous)";
    public const string Lambda = "{lambda}";
    public const string Closure = "{closure}";

    private static readonly string[] Thunks = ["non-virtual thunk to ", "virtual thunk to ", "covariant return thunk to "];

    /// <returns>Never empty for a name that is not.</returns>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (IsPlain(name))
        {
            return name;
        }

        var start = name.Length <= TraceLimits.MaxFunction ? name : name[..TraceLimits.MaxFunction];
        foreach (var thunk in Thunks)
        {
            if (start.StartsWith(thunk, StringComparison.Ordinal))
            {
                start = start[thunk.Length..];
            }
        }

        var scanned = new NativeNameScan(NameSuffixes.WithoutVersion(start)).Run();
        var bare = NameSuffixes.Without(WithoutResult(WithoutQualifiers(scanned)));
        var result = Tidy(bare);
        return result.Length > 0 ? result : name.Trim() is { Length: > 0 } trimmed ? trimmed : name;
    }

    /// <summary>Letters, digits and single underscores from the start: what most names of C are.</summary>
    private static bool IsPlain(string name)
    {
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                return false;
            }
        }

        return name.Length <= TraceLimits.MaxFunction && !name.StartsWith("__GI_", StringComparison.Ordinal) && !name.StartsWith("_GLOBAL__N_", StringComparison.Ordinal);
    }

    private static string WithoutQualifiers(string name)
    {
        while (true)
        {
            var before = name.Length;
            name = name.TrimEnd();
            foreach (var qualifier in (ReadOnlySpan<string>)[" const", " volatile", " noexcept", " &", " &&"])
            {
                name = name.EndsWith(qualifier, StringComparison.Ordinal) ? name[..^qualifier.Length] : name;
            }

            if (name.Length == before)
            {
                return name;
            }
        }
    }

    /// <summary>What stands before the last blank is the type of the result, but for the blanks of an operator's own name.</summary>
    private static string WithoutResult(string name)
    {
        var end = OperatorAt(name) is var at and >= 0 ? at : name.Length;
        var blank = end > 0 ? name.LastIndexOf(' ', end - 1) : -1;
        return blank >= 0 ? name[(blank + 1)..] : name;
    }

    /// <summary>Where a component that is an operator begins; negative when none does.</summary>
    internal static int OperatorAt(string name)
    {
        const string Word = "operator";
        for (var at = name.IndexOf(Word, StringComparison.Ordinal); at >= 0; at = name.IndexOf(Word, at + 1, StringComparison.Ordinal))
        {
            var startsComponent = at == 0 || name[at - 1] is ':' or ' ';
            var end = at + Word.Length;
            if (startsComponent && (end == name.Length || !(char.IsLetterOrDigit(name[end]) || name[end] == '_')))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>A lambda is called by members that compilers name differently; empty components are left of what was dropped.</summary>
    private static string Tidy(string name)
    {
        if (!name.Contains("::", StringComparison.Ordinal))
        {
            return name;
        }

        var result = new StringBuilder(name.Length);
        var previous = "";
        foreach (var part in name.Split("::"))
        {
            if (part.Length == 0 || (previous == Lambda && part is "operator()" or "operator" or "_FUN" or "__invoke"))
            {
                continue;
            }

            previous = part.StartsWith("_GLOBAL__N_", StringComparison.Ordinal) ? Anonymous : part;
            result.Append(result.Length > 0 ? "::" : "").Append(previous);
        }

        return result.ToString();
    }
}
