using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>Binary floating point numbers of 2, 4, 8, 10 (in 10, 12 or 16 bytes) and 16 bytes as decimal text, shortest where .NET has the type. IEEE 754; x87.</summary>
internal static class FloatText
{
    private const int ExtendedDigits = 18;
    private const int QuadrupleDigits = 34;
    private const int Bias = 16383;

    /// <param name="isExtended">Of 12 or 16 bytes: it is x87's, padded.</param>
    /// <returns>Null for a size that is none.</returns>
    public static string? Of(ReadOnlySpan<byte> bytes, bool isExtended) => bytes.Length switch
    {
        2 => BinaryPrimitives.ReadHalfLittleEndian(bytes).ToString(CultureInfo.InvariantCulture),
        4 => Text(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        8 => Text(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        10 or 12 => Extended(bytes),
        16 => isExtended ? Extended(bytes) : Quadruple(bytes),
        _ => null,
    };

    private static string Text(float value) => float.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : Special(float.IsNaN(value), float.IsNegative(value));

    private static string Text(double value) => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : Special(double.IsNaN(value), double.IsNegative(value));

    private static string Special(bool isNaN, bool isNegative) => (isNegative ? "-" : "") + (isNaN ? "nan" : "inf");

    private static string Extended(ReadOnlySpan<byte> bytes)
    {
        var mantissa = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var sign = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        var exponent = sign & 0x7fff;
        return exponent == 0x7fff
            ? Special(mantissa << 1 != 0, sign >= 0x8000)
            : Decimal(sign >= 0x8000, mantissa, Math.Max(exponent, 1) - Bias - 63, ExtendedDigits);
    }

    private static string Quadruple(ReadOnlySpan<byte> bytes)
    {
        var all = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        var exponent = (int)(all >> 112) & 0x7fff;
        var fraction = all & ((UInt128.One << 112) - 1);
        var isNegative = all >> 127 != 0;
        return exponent == 0x7fff
            ? Special(fraction != 0, isNegative)
            : Decimal(isNegative, exponent == 0 ? fraction : fraction | (UInt128.One << 112), Math.Max(exponent, 1) - Bias - 112, QuadrupleDigits);
    }

    /// <summary>The number is <c>mantissa * 2^exponent</c>; exponents are some ten thousand at most.</summary>
    private static string Decimal(bool isNegative, BigInteger mantissa, int exponent, int digits)
    {
        var sign = isNegative ? "-" : "";
        if (mantissa.IsZero)
        {
            return sign + "0";
        }

        // So many decimal places that the wanted digits are before the point, and one more to round by.
        var size = (int)Math.Floor((exponent + (double)(mantissa.GetBitLength() - 1)) * Math.Log10(2)) + 1;
        var places = digits - size;
        var (above, below) = (mantissa, BigInteger.One);
        (above, below) = exponent >= 0 ? (above << exponent, below) : (above, below << -exponent);
        (above, below) = places >= 0 ? (above * BigInteger.Pow(10, places), below) : (above, below * BigInteger.Pow(10, -places));
        var rounded = ((2 * above) + below) / (2 * below);
        var text = rounded.ToString(CultureInfo.InvariantCulture);
        var power = text.Length - 1 - places;
        text = text.TrimEnd('0');
        return power is >= -5 and < 21
            ? sign + Placed(text, power)
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{text[0]}{(text.Length > 1 ? "." : "")}{text.AsSpan(1)}E{power:+00;-00}");
    }

    private static string Placed(string digits, int power) =>
        power < 0 ? "0." + new string('0', -power - 1) + digits
        : digits.Length <= power + 1 ? digits.PadRight(power + 1, '0')
        : $"{digits[..(power + 1)]}.{digits[(power + 1)..]}";
}
