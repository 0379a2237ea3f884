using Fleet.Symbolication.Demangling.Itanium;
using Fleet.Symbolication.Demangling.Rust;

namespace Fleet.Symbolication.Demangling;

/// <summary>
/// Names of symbols as people wrote them: C++ by the Itanium C++ ABI (chapter 5.1), Rust by RFC 2603 (v0) and its older form. Written from those
/// documents. A symbol may be anything: what is not mangled, or not by these rules, or beyond <see cref="DemanglingLimits"/>, is no name; there is no
/// exception. The work is at most proportional to those limits. Safe on many threads.
/// </summary>
public static class Demangler
{
    /// <summary>Of Apple's compilers, up to four underscores stand before Z.</summary>
    private const int MaxUnderscores = 4;

    [ThreadStatic]
    private static Workspace? t_workspace;

    /// <summary>False when the symbol is not a mangled one.</summary>
    public static bool TryDemangle(ReadOnlySpan<char> symbol, out DemangledName name) => TryDemangle(symbol, wantsFull: true, out name);

    /// <summary>Only <see cref="DemangledName.Scope"/>, for those who group and do not show: less work.</summary>
    public static bool TryDemangleScope(ReadOnlySpan<char> symbol, out string scope)
    {
        var found = TryDemangle(symbol, wantsFull: false, out var name);
        scope = name.Scope ?? "";
        return found;
    }

    private static bool TryDemangle(ReadOnlySpan<char> symbol, bool wantsFull, out DemangledName name)
    {
        name = default;
        if (symbol.Length is < 3 or > DemanglingLimits.MaxSymbol || symbol[0] != '_')
        {
            return false;
        }

        var workspace = t_workspace ??= new();
        var underscores = 1;
        while (underscores < MaxUnderscores && symbol[underscores] == '_' && underscores + 1 < symbol.Length)
        {
            underscores++;
        }

        return symbol[underscores] switch
        {
            'Z' => RustLegacyDemangler.TryDemangle(symbol, underscores + 1, workspace.Output, out name)
                || workspace.Itanium.TryDemangle(symbol, underscores + 1, workspace.Output, wantsFull, out name),
            'R' => RustV0Demangler.TryDemangle(symbol, underscores + 1, workspace.Output, wantsFull, out name),
            'G' when underscores == 1 && symbol.StartsWith("_GLOBAL_") => workspace.Itanium.TryDemangleInitializer(symbol, workspace.Output, out name),
            _ => false,
        };
    }

    /// <summary>What a thread keeps from symbol to symbol.</summary>
    private sealed class Workspace
    {
        public ItaniumDemangler Itanium { get; } = new();

        public TextBuffer Output { get; } = new();
    }
}
