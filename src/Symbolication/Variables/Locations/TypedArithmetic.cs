using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Locations;

/// <summary>Arithmetic on numbers of base types; that on words is <see cref="WordArithmetic"/>. DWARF 5, 2.5.1.4.</summary>
internal static class TypedArithmetic
{
    /// <param name="code">Of an operation of two values.</param>
    /// <param name="word">The generic type, which comparisons give.</param>
    /// <exception cref="MalformedException">No such operation; different types; a division by zero.</exception>
    public static TypedValue Binary(byte code, TypedValue left, TypedValue right, NumberType word, in ByteReader reader)
    {
        var type = left.Type;
        if (type.IsGeneric && right.Type.IsGeneric)
        {
            return WordArithmetic.TryBinary(code, left.Bits, right.Bits, word.Size == 8, in reader, out var result) ? TypedValue.Of(result, word) : throw Unknown(code, in reader);
        }

        // The number of bits to shift by may have any integral type.
        var isShift = code is 0x24 or 0x25 or 0x26;
        if (type != right.Type && !isShift)
        {
            throw reader.Malformed($"an operation 0x{code:x2} of two types");
        }

        if (WordArithmetic.TryCompare(code, Order(left, right), out var holds))
        {
            return TypedValue.Of(holds, word);
        }

        return type.IsFloat ? OfReals(code, left, right, in reader) : OfIntegers(code, left, right, in reader);
    }

    public static TypedValue Absolute(TypedValue value) =>
        value.Type.IsFloat ? TypedValue.OfReal(Math.Abs(value.Real), value.Type)
        : TypedValue.Of(WordArithmetic.Absolute(value.Type.IsGeneric && value.Type.Size < 8 ? (ulong)(int)value.Bits : (ulong)value.Extended, is64: true), value.Type);

    public static TypedValue Negate(TypedValue value) =>
        value.Type.IsFloat ? TypedValue.OfReal(-value.Real, value.Type) : TypedValue.Of(unchecked(0 - value.Bits), value.Type);

    private static int Order(TypedValue left, TypedValue right) =>
        left.Type.IsFloat ? left.Real.CompareTo(right.Real)
        : left.Type.IsSigned ? left.Extended.CompareTo(right.Extended)
        : left.Bits.CompareTo(right.Bits);

    private static TypedValue OfReals(byte code, TypedValue left, TypedValue right, in ByteReader reader) => TypedValue.OfReal(
        code switch
        {
            0x1b => left.Real / right.Real,
            0x1c => left.Real - right.Real,
            0x1e => left.Real * right.Real,
            0x22 => left.Real + right.Real,
            _ => throw Unknown(code, in reader),
        },
        left.Type);

    private static TypedValue OfIntegers(byte code, TypedValue left, TypedValue right, in ByteReader reader)
    {
        var (a, b) = (left.Extended, right.Extended);
        var bits = left.Type.Size * 8;
        return TypedValue.Of(
            (ulong)(code switch
            {
                0x1a => a & b,
                0x1b => b == 0 ? throw reader.Malformed("a division by zero") : !left.Type.IsSigned ? (long)(left.Bits / right.Bits) : b == -1 ? unchecked(-a) : a / b,
                0x1c => unchecked(a - b),
                0x1d => b == 0 ? throw reader.Malformed("a division by zero") : !left.Type.IsSigned ? (long)(left.Bits % right.Bits) : b == -1 ? 0 : a % b,
                0x1e => unchecked(a * b),
                0x21 => a | b,
                0x22 => unchecked(a + b),
                0x24 => right.Bits >= (ulong)bits ? 0 : a << (int)right.Bits,
                0x25 => right.Bits >= (ulong)bits ? 0 : (long)(left.Bits >> (int)right.Bits),
                0x26 => a >> (int)Math.Min(right.Bits, 63),
                0x27 => a ^ b,
                _ => throw Unknown(code, in reader),
            }),
            left.Type);
    }

    private static MalformedException Unknown(byte code, in ByteReader reader) => reader.Malformed($"an operation 0x{code:x2} that is not known, or not of these types");
}
