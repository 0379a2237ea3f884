namespace Fleet.Symbolication.Dwarf;

/// <summary>What a unit is. DWARF 5, table 7.2; before version 5 the section and the first entry say it.</summary>
public enum UnitKind : byte
{
    Compile = 1,
    Type = 2,
    Partial = 3,
    Skeleton = 4,
    SplitCompile = 5,
    SplitType = 6,
}

/// <summary>The header of a unit. DWARF 5, 7.5.1; DWARF 4, 7.5.1.</summary>
/// <param name="Offset">Of its first byte, in the section.</param>
/// <param name="End">Behind its last.</param>
/// <param name="FirstDie">Of its first entry.</param>
/// <param name="Signature">Of a type unit; of a skeleton or a split unit of version 5 the identity that pairs them. 0 when there is none.</param>
/// <param name="TypeOffset">Of a type unit's type, from <paramref name="Offset"/>.</param>
internal readonly record struct UnitHeader(
    int Offset, int End, int FirstDie, UnitKind Kind, ushort Version, bool Is64, byte AddressSize, ulong AbbreviationsOffset, ulong Signature, ulong TypeOffset)
{
    /// <summary>Reads how long the unit at the reader's place is, in the 32- or the 64-bit format. DWARF 5, 7.4.</summary>
    public static ulong ReadLength(ref ByteReader reader, out bool is64)
    {
        ulong length = reader.U32();
        is64 = length == 0xffff_ffff;
        return is64 ? reader.U64()
            : length < 0xffff_fff0 ? length
            : throw reader.Malformed($"a length 0x{length:x}, which is reserved");
    }

    /// <param name="reader">Behind the length.</param>
    public static UnitHeader Read(ref ByteReader reader, int offset, int end, bool is64, bool isTypes)
    {
        var version = reader.U16();
        if (version is < 2 or > 5)
        {
            throw reader.Malformed($"a unit of version {version}; 2 to 5 are known");
        }

        var kind = isTypes ? UnitKind.Type : UnitKind.Compile;
        byte addressSize = 0;
        if (version == 5)
        {
            kind = (UnitKind)reader.U8();
            addressSize = reader.U8();
        }

        var abbreviations = reader.Word(is64);
        addressSize = version == 5 ? addressSize : reader.U8();
        if (addressSize is not (4 or 8))
        {
            throw reader.Malformed($"addresses of {addressSize} bytes; 4 and 8 are known");
        }

        var hasType = kind is UnitKind.Type or UnitKind.SplitType;
        var signature = hasType || kind is UnitKind.Skeleton or UnitKind.SplitCompile ? reader.U64() : 0;
        var type = hasType ? reader.Word(is64) : 0;
        return kind is < UnitKind.Compile or > UnitKind.SplitType || reader.Position > end
            ? throw reader.Malformed($"a unit of kind {kind} that ends at 0x{end:x}")
            : new UnitHeader(offset, end, reader.Position, kind, version, is64, addressSize, abbreviations, signature, type);
    }
}
