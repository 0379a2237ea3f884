using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Locations;

/// <summary>What kind of number is on an expression's stack. DWARF 5, 2.5.1.</summary>
/// <param name="Encoding">Of the base type; <see cref="BaseEncoding.None"/> of the generic type, a word of the target without a sign.</param>
/// <param name="Size">Bytes, 1 to 8.</param>
internal readonly record struct NumberType(BaseEncoding Encoding, int Size)
{
    public bool IsGeneric => Encoding == BaseEncoding.None;

    public bool IsFloat => Encoding == BaseEncoding.Float;

    public bool IsSigned => Encoding is BaseEncoding.Signed or BaseEncoding.SignedChar;
}

/// <summary>A number on an expression's stack: its bits, those above its size zero.</summary>
internal readonly record struct TypedValue(ulong Bits, NumberType Type)
{
    /// <summary>Extended as its type says.</summary>
    public long Extended => Type.IsSigned ? (long)(Bits << (64 - (8 * Type.Size))) >> (64 - (8 * Type.Size)) : (long)Bits;

    public double Real => Type.Size == 4 ? BitConverter.UInt32BitsToSingle((uint)Bits) : BitConverter.UInt64BitsToDouble(Bits);

    public static TypedValue Of(ulong bits, NumberType type) => new(Cut(bits, type.Size), type);

    public static TypedValue OfReal(double value, NumberType type) =>
        new(type.Size == 4 ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToUInt64Bits(value), type);

    /// <summary>The same number of another type, as far as that can hold it.</summary>
    public TypedValue ConvertTo(NumberType type)
    {
        if (type.IsFloat)
        {
            return OfReal(Type.IsFloat ? Real : Type.IsSigned ? Extended : Bits, type);
        }

        if (Type.IsFloat)
        {
            return Of(type.IsSigned || Real < 0 ? (ulong)(long)Real : (ulong)Real, type);
        }

        return Of((ulong)Extended, type);
    }

    private static ulong Cut(ulong bits, int size) => size >= 8 ? bits : bits & ((1UL << (8 * size)) - 1);
}
