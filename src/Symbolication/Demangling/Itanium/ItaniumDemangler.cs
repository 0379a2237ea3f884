namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>C++ symbols of the Itanium ABI. What it keeps between symbols is one thread's.</summary>
internal sealed class ItaniumDemangler
{
    private readonly NodeArena _nodes = new();
    private readonly PrintingScopes _scopes = new();

    /// <param name="symbol">From the underscores on.</param>
    /// <param name="start">Behind <c>_Z</c>.</param>
    public bool TryDemangle(ReadOnlySpan<char> symbol, int start, TextBuffer output, bool wantsFull, out DemangledName name)
    {
        name = default;
        _nodes.Clear();
        var parser = new Parser(symbol, start, _nodes);
        var node = parser.Encoding(keepsResult: true);
        var suffix = symbol[Math.Min(parser.Position, symbol.Length)..];
        if (node == 0 || (suffix.Length > 0 && suffix[0] is not ('.' or '@' or '_')))
        {
            return false;
        }

        if (suffix.StartsWith("_block_invoke"))
        {
            node = _nodes.Add(NodeKind.SpecialFunction, Words.BlockInvocation, node);
            suffix = default;
        }
        else if (suffix.Length > 0 && (suffix[0] == '_' || !CloneSuffix.IsOne(suffix)))
        {
            return false;
        }

        return Print(symbol, node, suffix, output, wantsFull, out name);
    }

    /// <summary><c>_GLOBAL__I_</c> and <c>_GLOBAL__D_</c>: what runs before and after the program, called after a symbol of its file.</summary>
    public bool TryDemangleInitializer(ReadOnlySpan<char> symbol, TextBuffer output, out DemangledName name)
    {
        name = default;
        const int Prefix = 11;
        if (symbol.Length <= Prefix || symbol[8] is not ('_' or '.' or '$') || symbol[9] is not ('I' or 'D') || symbol[10] != '_')
        {
            return false;
        }

        var what = Words.Text(symbol[9] == 'I' ? Words.GlobalConstructors : Words.GlobalDestructors);
        var rest = symbol[Prefix..];
        var isMangled = rest.StartsWith("_Z") && TryDemangle(rest, 2, output, wantsFull: true, out name);
        var key = isMangled ? name : new DemangledName(rest.ToString(), rest.ToString(), MangledLanguage.Cxx);
        name = new(what + key.Full, what + key.Scope, MangledLanguage.Cxx);
        return true;
    }

    private bool Print(ReadOnlySpan<char> symbol, int node, ReadOnlySpan<char> suffix, TextBuffer output, bool wantsFull, out DemangledName name)
    {
        name = default;
        output.Clear();
        if (!new Printer(symbol, _nodes, _scopes, output, isScope: true).TryPrint(node))
        {
            return false;
        }

        var scope = output.ToString();
        if (!wantsFull)
        {
            name = new(scope, scope, MangledLanguage.Cxx);
            return true;
        }

        output.Clear();
        if (!new Printer(symbol, _nodes, _scopes, output, isScope: false).TryPrint(node))
        {
            if (!output.Overflowed)
            {
                return false;
            }

            name = new(scope, scope, MangledLanguage.Cxx);
            return true;
        }

        CloneSuffix.Print(suffix, output);
        name = new(output.Overflowed ? scope : output.ToString(), scope, MangledLanguage.Cxx);
        return true;
    }
}
