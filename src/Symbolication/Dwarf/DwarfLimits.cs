namespace Fleet.Symbolication.Dwarf;

/// <summary>How much of anything is followed. What compilers make stays far below; what is above was forged, and costs its unit only.</summary>
public static class DwarfLimits
{
    /// <summary>Of abstract origins, specifications and signatures behind one another; compilers need three.</summary>
    public const int MaxOriginChain = 8;

    /// <summary>Of entries within entries: blocks of real code nest some dozens deep.</summary>
    public const int MaxDepth = 1024;

    /// <summary>Of calls inlined into one another at an address; real code has some dozens.</summary>
    public const int MaxInlined = 128;

    /// <summary>Of namespaces, types and functions that a name goes through.</summary>
    public const int MaxScopes = 64;

    /// <summary>Of one name, in bytes; longer ones, of templates gone wild, are cut.</summary>
    public const int MaxNameBytes = 16 * 1024;

    /// <summary>Of a name with its scopes, in characters.</summary>
    public const int MaxQualifiedName = 64 * 1024;

    /// <summary>Rows of all line tables of a file that are kept: 800 MB at 16 bytes. A browser has 40 million.</summary>
    public const int MaxLineRows = 50_000_000;

    /// <summary>Times that the abbreviations' section may be read in tables of it: tables do not overlap, so once is enough.</summary>
    public const int MaxAbbreviationPasses = 2;

    /// <summary>Of an abbreviation; compilers use 30. Attributes without bytes would make an entry of one byte cost as much as one wants.</summary>
    public const int MaxAttributes = 100;

    /// <summary>Damaged units of a section that are passed over, and then the rest is given up: each takes the time of an exception.</summary>
    public const int MaxDamagedUnits = 1000;

    /// <summary>Functions of a unit whose range lists are damaged, for the same reason.</summary>
    public const int MaxDamagedRanges = 100;

    /// <summary>Messages of damage that are kept of one module; the rest is counted.</summary>
    public const int MaxDamageMessages = 32;
}
