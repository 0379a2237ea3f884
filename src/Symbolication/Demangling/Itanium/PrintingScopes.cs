namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>
/// Which template arguments T_ stands for while something is printed: those of the innermost encoding around that is a template's. An argument itself is
/// printed with what was around that encoding.
/// </summary>
internal sealed class PrintingScopes
{
    public const int None = -1;

    private readonly int[] _arguments = new int[DemanglingLimits.MaxDepth + 1];
    private readonly int[] _around = new int[DemanglingLimits.MaxDepth + 1];
    private int _count;

    public void Clear() => _count = 0;

    /// <summary>Opens a scope, and returns its number. At most one for each level of depth.</summary>
    public int Push(int arguments, int around)
    {
        _arguments[_count] = arguments;
        _around[_count] = around;
        return _count++;
    }

    public void Pop() => _count--;

    public int Arguments(int scope) => _arguments[scope];

    public int Around(int scope) => _around[scope];
}
