using System.Globalization;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>Decimal numbers of StatsD lines.</summary>
internal static class StatsdNumber
{
    /// <summary>Digits whose value a double holds exactly, as it does the powers of ten up to 22: their quotient is then correctly rounded.</summary>
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number, NaN and infinities included, which the caller refuses and counts as such.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (TryParseShort(text, out value))
        {
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || TryParseInfinity(text, out value);
    }

    /// <summary>The usual form: up to 15 digits, perhaps a sign and a point.</summary>
    private static bool TryParseShort(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var negative = false;
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            text = text[1..];
        }

        if (text.IsEmpty || text.Length > ExactDigits)
        {
            return false;
        }

        long digits = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        var decimals = point < 0 ? 0 : text.Length - 1 - point;
        if (point >= 0 && text.Length == 1)
        {
            return false;
        }

        value = decimals == 0 ? digits : digits / PowersOfTen[decimals];
        value = negative ? -value : value;
        return true;
    }

    /// <summary>The spelling of C's printf, which <see cref="double.TryParse(string?, out double)"/> does not know.</summary>
    private static bool TryParseInfinity(ReadOnlySpan<byte> text, out double value)
    {
        var negative = text.StartsWith("-"u8);
        var word = text.TrimStart("+-"u8);
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return word.Length == 3 && (word[0] | 0x20) == 'i' && (word[1] | 0x20) == 'n' && (word[2] | 0x20) == 'f';
    }
}
