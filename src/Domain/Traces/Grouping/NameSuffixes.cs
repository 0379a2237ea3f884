using System.Buffers;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>What compilers and linkers put before and behind a function's name.</summary>
internal static class NameSuffixes
{
    /// <summary>Digits of the hash at the end of Rust's legacy names.</summary>
    private const int RustHashDigits = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Copies of a function, or parts of it: GCC's and Clang's passes.</summary>
    private static readonly HashSet<string> Clones = new(StringComparer.Ordinal)
    {
        "constprop", "isra", "part", "cold", "lto_priv", "llvm", "localalias", "ipa_ra", "actalias", "resolver", "simdclone", "clone",
    };

    /// <summary>Without the version of a symbol, <c>@GLIBC_2.34</c>, and without <c>@plt</c>. No name of the languages has the sign.</summary>
    public static string WithoutVersion(string name) => name.IndexOf('@') is var at and > 0 ? name[..at] : name;

    public static string Without(string name)
    {
        name = name.StartsWith("__GI_", StringComparison.Ordinal) && name.Length > 5 ? name[5..] : name;
        while (true)
        {
            var dot = name.LastIndexOf('.');
            if (dot <= 0 || !(IsNumber(name.AsSpan(dot + 1)) || Clones.Contains(name[(dot + 1)..])))
            {
                break;
            }

            name = name[..dot];
        }

        var hash = name.LastIndexOf("::h", StringComparison.Ordinal);
        return hash > 0 && name.Length - hash - 3 == RustHashDigits && !name.AsSpan(hash + 3).ContainsAnyExcept(HexDigits) ? name[..hash] : name;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
