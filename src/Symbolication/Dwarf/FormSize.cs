namespace Fleet.Symbolication.Dwarf;

/// <summary>How many bytes a form takes. DWARF 5, 7.5.6.</summary>
/// <param name="AddressSize">Bytes of an address.</param>
/// <param name="OffsetSize">Bytes of an offset into another section: 4, or 8 in the 64-bit format.</param>
/// <param name="ReferenceSize">Of <c>DW_FORM_ref_addr</c>, which DWARF 2 made as large as an address.</param>
internal readonly record struct FormSize(byte AddressSize, byte OffsetSize, byte ReferenceSize)
{
    /// <summary>It must be read to be passed over.</summary>
    public const int Variable = -1;

    public int Of(DwarfForm form) => form switch
    {
        DwarfForm.FlagPresent or DwarfForm.ImplicitConstant => 0,
        DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.Reference1 or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1 => 1,
        DwarfForm.Data2 or DwarfForm.Reference2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2 => 2,
        DwarfForm.StringIndex3 or DwarfForm.AddressIndex3 => 3,
        DwarfForm.Data4 or DwarfForm.Reference4 or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4 or DwarfForm.ReferenceSupplementary4 => 4,
        DwarfForm.Data8 or DwarfForm.Reference8 or DwarfForm.ReferenceSignature or DwarfForm.ReferenceSupplementary8 => 8,
        DwarfForm.Data16 => 16,
        DwarfForm.Address => AddressSize,
        DwarfForm.StringOffset or DwarfForm.LineString or DwarfForm.SectionOffset or DwarfForm.StringSupplementary or DwarfForm.GnuStringAlternate
            or DwarfForm.GnuReferenceAlternate => OffsetSize,
        DwarfForm.ReferenceAddress => ReferenceSize,
        _ => Variable,
    };
}
