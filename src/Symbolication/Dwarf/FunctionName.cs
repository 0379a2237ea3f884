using Fleet.Symbolication.Demangling;

namespace Fleet.Symbolication.Dwarf;

/// <summary>How a function is called.</summary>
/// <param name="Scoped">Its namespaces, types and itself, joined by <c>::</c>, without arguments, results, template arguments and ordinals: the same for every compiler. Empty when it has none.</param>
/// <param name="Display">The same with template arguments and ordinals, for people.</param>
/// <param name="Linkage">The mangled name; empty when there is none, as in C.</param>
public sealed record FunctionName(string Scoped, string Display, string Linkage)
{
    /// <summary>Parts and copies that GCC and LLVM make of functions.</summary>
    private static readonly string[] Clones = [".cold", ".part.", ".constprop.", ".isra.", ".lto_priv.", ".llvm.", ".localalias"];

    public static FunctionName Unknown { get; } = new("", "", "");

    public bool IsKnown => Scoped.Length > 0;

    /// <summary>What a symbol says, mangled or not, where no entry does.</summary>
    public static FunctionName OfSymbol(string symbol)
    {
        var version = symbol.IndexOf('@');
        var name = version > 0 ? symbol[..version] : symbol;
        return Demangler.TryDemangle(name, out var demangled)
            ? new FunctionName(demangled.Scope, demangled.Full, symbol)
            : new FunctionName(WithoutClones(name), name, symbol);
    }

    private static string WithoutClones(string name)
    {
        foreach (var clone in Clones)
        {
            var at = name.IndexOf(clone, StringComparison.Ordinal);
            name = at > 0 ? name[..at] : name;
        }

        return name;
    }
}
