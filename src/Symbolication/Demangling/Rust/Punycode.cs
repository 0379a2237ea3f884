using System.Text;

namespace Fleet.Symbolication.Demangling.Rust;

/// <summary>Punycode (RFC 3492), as RFC 2603 has it: the last underscore, not a hyphen, ends the plain characters; digits are a to z, 0 to 9.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCode = 0x80;

    /// <summary>Scalars of an identifier; inserting is quadratic, and names are short.</summary>
    private const int MaxScalars = 256;

    /// <param name="plain">The characters that are in it as they are.</param>
    /// <param name="encoded">The digits.</param>
    public static bool TryDecode(ReadOnlySpan<char> plain, ReadOnlySpan<char> encoded, TextBuffer output)
    {
        Span<int> scalars = stackalloc int[MaxScalars];
        var count = 0;
        if (encoded.IsEmpty || plain.Length > MaxScalars)
        {
            return false;
        }

        foreach (var c in plain)
        {
            scalars[count++] = c;
        }

        long code = InitialCode;
        long position = 0;
        var bias = InitialBias;
        var at = 0;
        while (at < encoded.Length)
        {
            if (count == MaxScalars || !TryNumber(encoded, ref at, bias, out var delta))
            {
                return false;
            }

            position += delta;
            count++;
            code += position / count;
            position %= count;
            if (!Rune.IsValid((int)Math.Min(code, int.MaxValue)))
            {
                return false;
            }

            bias = Adapt(delta, count, isFirst: bias == InitialBias && count == plain.Length + 1);
            scalars[(int)position..(count - 1)].CopyTo(scalars[((int)position + 1)..]);
            scalars[(int)position++] = (int)code;
        }

        Span<char> units = stackalloc char[2];
        foreach (var scalar in scalars[..count])
        {
            output.Add(units[..new Rune(scalar).EncodeToUtf16(units)]);
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> encoded, ref int at, int bias, out long number)
    {
        number = 0;
        var weight = 1L;
        for (var k = Base; at < encoded.Length; k += Base)
        {
            var c = encoded[at++];
            var digit = char.IsAsciiLetterLower(c) ? c - 'a' : char.IsAsciiDigit(c) ? c - '0' + 26 : -1;
            number += digit * weight;
            if (digit < 0 || number > int.MaxValue)
            {
                return false;
            }

            var threshold = Math.Clamp(k - bias, MinThreshold, MaxThreshold);
            if (digit < threshold)
            {
                return true;
            }

            weight = Math.Min(weight * (Base - threshold), int.MaxValue);
        }

        return false;
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        while (delta > (Base - MinThreshold) * MaxThreshold / 2)
        {
            delta /= Base - MinThreshold;
            k += Base;
        }

        return (int)(k + ((Base - MinThreshold + 1) * delta / (delta + Skew)));
    }
}
