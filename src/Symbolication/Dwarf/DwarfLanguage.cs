namespace Fleet.Symbolication.Dwarf;

/// <summary>Languages whose names are made in a way of their own. DWARF 5, table 7.17, and the list that dwarfstd.org keeps after it.</summary>
public static class DwarfLanguage
{
    /// <summary>Functions have no scopes: a nested one is called by its own name.</summary>
    public static bool IsC(ulong language) => language is 0x01 or 0x02 or 0x0c or 0x1d or 0x2c or 0x8001;

    public static bool IsRust(ulong language) => language == 0x1c;
}
