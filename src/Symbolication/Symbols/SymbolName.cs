using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Symbols;

/// <summary>What a symbol says of a function's name, where no debugging information does.</summary>
internal static class SymbolName
{
    /// <summary>Parts and copies that GCC and LLVM make of functions.</summary>
    private static readonly string[] Clones = [".cold", ".part.", ".constprop.", ".isra.", ".lto_priv.", ".llvm.", ".localalias"];

    public static FunctionName Of(string symbol)
    {
        var version = symbol.IndexOf('@');
        var name = version > 0 ? symbol[..version] : symbol;
        return new FunctionName(WithoutClones(name), name, symbol);
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
