namespace Fleet.Symbolication.Elf;

/// <summary>A named place of a program.</summary>
/// <param name="Name">As the linker knows it: mangled, with its suffixes; a symbol version apart.</param>
/// <param name="Address">In the file's own addresses, without ARM's Thumb bit.</param>
/// <param name="Size">Bytes; 0 when the file does not say.</param>
/// <param name="IsThumb">A function of Thumb instructions.</param>
public readonly record struct ElfSymbol(string Name, ulong Address, ulong Size, ElfSymbolKind Kind, bool IsGlobal, bool IsThumb);
