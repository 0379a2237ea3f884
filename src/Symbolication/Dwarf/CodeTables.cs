namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Of one unit: which function, and which call that was inlined into it, an address is in; and which namespaces, types and functions entries are in.
/// </summary>
internal sealed class CodeTables(RangeMap functions, int[] dies, int[] callers, int[] scopeStarts, int[] scopeEnds, int[] scopeParents)
{
    public const int None = -1;

    /// <summary>The innermost function or inlined call at an address; <see cref="None"/> when there is none.</summary>
    public int Find(ulong address) => functions.Find(address);

    /// <summary>Functions and inlined calls.</summary>
    public int Count => dies.Length;

    /// <summary>Where the addresses are that the unit's functions take up.</summary>
    public RangeMap Functions => functions;

    /// <summary>Entries of functions and inlined calls, by their number.</summary>
    public ReadOnlySpan<int> Dies => dies;

    /// <summary>What each was inlined into, by its number: one before it, or <see cref="None"/>.</summary>
    public ReadOnlySpan<int> Callers => callers;

    /// <summary>Entries of scopes, ascending.</summary>
    public ReadOnlySpan<int> ScopeStarts => scopeStarts;

    /// <summary>Behind what is within each scope.</summary>
    public ReadOnlySpan<int> ScopeEnds => scopeEnds;

    /// <summary>The scope around each: one before it, or <see cref="None"/>.</summary>
    public ReadOnlySpan<int> ScopeParents => scopeParents;

    /// <summary>The entry of a function or inlined call.</summary>
    public int Die(int function) => dies[function];

    /// <summary>What a call was inlined into; <see cref="None"/> of a function.</summary>
    public int Caller(int function) => callers[function];

    /// <summary>The innermost scope that an entry is within, itself not counted; <see cref="None"/> outside of all.</summary>
    public int ScopeOf(int offset)
    {
        var at = Array.BinarySearch(scopeStarts, offset);
        at = at < 0 ? ~at - 1 : at - 1;
        while (at >= 0 && scopeEnds[at] <= offset)
        {
            at = scopeParents[at];
        }

        return at;
    }

    /// <summary>The entry of a scope.</summary>
    public int ScopeDie(int scope) => scopeStarts[scope];
}
