namespace Fleet.Domain.Symbols;

/// <summary>What a file of symbols is to the program that it belongs to. The numbers are stored: never renumber.</summary>
public enum SymbolKind
{
    /// <summary>What runs: code and unwind tables, with debugging information or without.</summary>
    Executable = 1,

    /// <summary>Debugging information only; code and unwind tables are in the executable (<c>objcopy --only-keep-debug</c>, <c>-dbg</c> packages).</summary>
    Debug = 2,

    /// <summary>What several debug files share (<c>dwz -m</c>), found by the build-id in their <c>.gnu_debugaltlink</c>.</summary>
    Supplementary = 3,

    /// <summary>Split DWARF, a <c>.dwo</c> or a <c>.dwp</c>, found by the dwo-ids in the program's skeleton units.</summary>
    Split = 4,
}
