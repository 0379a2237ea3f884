namespace Fleet.Symbolication.Symbols;

/// <summary>Where a frame's name comes from.</summary>
public enum NameOrigin
{
    /// <summary>Nothing names it.</summary>
    None,

    /// <summary>The debugging information.</summary>
    DebugInformation,

    /// <summary>The symbol table.</summary>
    SymbolTable,
}
