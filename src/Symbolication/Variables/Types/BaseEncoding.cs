namespace Fleet.Symbolication.Variables.Types;

/// <summary>What the bits of a base type mean. DWARF 5, table 7.11.</summary>
internal enum BaseEncoding : byte
{
    None = 0,
    Address = 1,
    Boolean = 2,
    ComplexFloat = 3,
    Float = 4,
    Signed = 5,
    SignedChar = 6,
    Unsigned = 7,
    UnsignedChar = 8,
    ImaginaryFloat = 9,
    DecimalFloat = 15,
    Utf = 16,
    Ucs = 17,
    Ascii = 18,
}
