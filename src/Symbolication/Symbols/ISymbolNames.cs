namespace Fleet.Symbolication.Symbols;

/// <summary>Names of functions by address, of a module that has no debugging information for them.</summary>
public interface ISymbolNames
{
    /// <summary>The function that an address of the module is in, as the symbol table writes it; null when there is none.</summary>
    string? FunctionAt(ulong address);
}
