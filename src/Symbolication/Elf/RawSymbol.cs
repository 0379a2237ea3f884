namespace Fleet.Symbolication.Elf;

/// <summary>A symbol as <see cref="SymbolTable"/> keeps it.</summary>
/// <param name="End">Behind its last byte; for one without a size, behind the section that it is in.</param>
/// <param name="NameAt">In its table of names.</param>
/// <param name="Names">Which table of names.</param>
/// <param name="Binding">Local 0, weak 1, global 2.</param>
internal readonly record struct RawSymbol(ulong Address, ulong End, uint NameAt, byte Names, ElfSymbolKind Kind, byte Binding, bool IsSized, bool IsThumb)
{
    /// <summary>Which of the symbols at one address names it best: functions before data and labels, those with a size, those that others can link to.</summary>
    public int Rank => (Kind >= ElfSymbolKind.Function ? 12 : Kind == ElfSymbolKind.Object ? 6 : 0) + (IsSized ? 3 : 0) + Binding;
}
