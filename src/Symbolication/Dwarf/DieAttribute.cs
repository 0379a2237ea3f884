namespace Fleet.Symbolication.Dwarf;

/// <summary>An attribute of an entry, its value as it is written; what it means is asked of the <see cref="Unit"/>.</summary>
/// <param name="Value">A constant, offset, index or address; of a block and of <c>DW_FORM_data16</c> the number of bytes.</param>
/// <param name="Position">Of the first byte of a block or of a string, in the section that the entry is in.</param>
public readonly record struct DieAttribute(DwarfAttribute Name, DwarfForm Form, ulong Value, int Position)
{
    /// <summary>The entry has the attribute.</summary>
    public bool Exists => Form != DwarfForm.None;

    /// <summary>Bytes or an expression, to be read by <see cref="Unit.Block"/>.</summary>
    public bool IsBlock => Form is DwarfForm.Expression or DwarfForm.Block or DwarfForm.Block1 or DwarfForm.Block2 or DwarfForm.Block4 or DwarfForm.Data16;

    /// <summary>A number that is no address and no offset. In DWARF 2 and 3 <c>data4</c> and <c>data8</c> may be offsets too.</summary>
    public bool IsConstant => Form is DwarfForm.Data1 or DwarfForm.Data2 or DwarfForm.Data4 or DwarfForm.Data8 or DwarfForm.SignedData or DwarfForm.UnsignedData
        or DwarfForm.ImplicitConstant;

    public bool IsFlagSet => Form == DwarfForm.FlagPresent || Value != 0;

    /// <summary>A constant with the sign that its form gives it.</summary>
    public long Signed => Form switch
    {
        DwarfForm.Data1 => (sbyte)Value,
        DwarfForm.Data2 => (short)Value,
        DwarfForm.Data4 => (int)Value,
        _ => (long)Value,
    };
}
