namespace Fleet.Symbolication.Elf;

/// <summary>A section header.</summary>
/// <param name="Type"><c>sh_type</c>.</param>
/// <param name="Size">Bytes in the file, compressed where the flag says so.</param>
public readonly record struct ElfSection(string Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link, uint Info, ulong EntrySize)
{
    public const uint NoBitsType = 8;
    public const uint SymbolTableType = 2;
    public const uint DynamicSymbolsType = 11;
    public const uint NoteType = 7;

    /// <summary><c>SHF_COMPRESSED</c>.</summary>
    public bool IsCompressed => (Flags & 0x800) != 0;

    /// <summary>Its content is in another file: in a debug file that of the executable.</summary>
    public bool HasNoBytes => Type is NoBitsType or 0;
}
