namespace Fleet.Domain.Symbols;

/// <summary>What a file of symbols has the bytes of. Stored as bits: never renumber.</summary>
[Flags]
public enum SymbolParts
{
    None = 0,

    /// <summary>Machine code.</summary>
    Code = 1,

    /// <summary><c>.eh_frame</c>, <c>.debug_frame</c> or <c>.ARM.exidx</c>: without them stacks are guessed at.</summary>
    UnwindTables = 2,

    /// <summary>Functions, files, lines and variables.</summary>
    Dwarf = 4,

    /// <summary>A symbol table beyond the dynamic one: <c>.symtab</c> or <c>.gnu_debugdata</c>.</summary>
    SymbolTable = 8,
}
