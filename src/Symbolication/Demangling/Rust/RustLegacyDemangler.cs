using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fleet.Symbolication.Demangling.Rust;

/// <summary>
/// Rust's older symbols: a nested name of C++'s ABI whose last part is <c>h</c> and 16 hexadecimal digits, with what is no identifier written as
/// <c>$LT$</c>, <c>$u20$</c>, <c>..</c> and so on.
/// </summary>
internal static class RustLegacyDemangler
{
    private const int HashLength = 17;

    /// <summary>Different digits of a hash: by chance fewer in one of 60,000, which tells it from a name that somebody wrote.</summary>
    private const int MinDigits = 5;

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$:");

    /// <param name="start">Behind <c>_Z</c>.</param>
    public static bool TryDemangle(ReadOnlySpan<char> symbol, int start, TextBuffer output, out DemangledName name)
    {
        name = default;
        if (start >= symbol.Length || symbol[start] != 'N' || !symbol.Contains("17h", StringComparison.Ordinal))
        {
            return false;
        }

        output.Clear();
        var rest = symbol[(start + 1)..];
        while (true)
        {
            if (!TryElement(ref rest, out var element) || element.ContainsAnyExcept(s_allowed))
            {
                return false;
            }

            if (rest.Length > 0 && rest[0] == 'E')
            {
                if (output.Length == 0 || !IsHash(element) || (rest.Length > 1 && rest[1] != '.'))
                {
                    return false;
                }

                break;
            }

            if (output.Length > 0)
            {
                output.Add("::");
            }

            Unescape(element, output);
        }

        if (output.Overflowed)
        {
            return false;
        }

        var full = output.ToString();
        output.Clear();
        RustLegacyScope.Write(full, output);
        name = new(full, output.ToString(), MangledLanguage.Rust);
        return true;
    }

    private static bool TryElement(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> element)
    {
        element = default;
        var digits = 0;
        var length = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]) && length <= DemanglingLimits.MaxSymbol)
        {
            length = (length * 10) + rest[digits] - '0';
            digits++;
        }

        if (length == 0 || length > rest.Length - digits)
        {
            return false;
        }

        element = rest.Slice(digits, length);
        rest = rest[(digits + length)..];
        return true;
    }

    private static bool IsHash(ReadOnlySpan<char> element)
    {
        if (element.Length != HashLength || element[0] != 'h')
        {
            return false;
        }

        var seen = 0;
        foreach (var c in element[1..])
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }

            seen |= 1 << (char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10);
        }

        return int.PopCount(seen) >= MinDigits;
    }

    private static void Unescape(ReadOnlySpan<char> element, TextBuffer output)
    {
        // An identifier cannot begin with a dollar.
        if (element.StartsWith("_$"))
        {
            element = element[1..];
        }

        while (element.Length > 0)
        {
            if (element[0] == '.')
            {
                var isPath = element.StartsWith("..");
                output.Add(isPath ? "::" : ".");
                element = element[(isPath ? 2 : 1)..];
                continue;
            }

            if (element[0] == '$')
            {
                var end = element[1..].IndexOf('$');
                if (end < 0 || !TryEscape(element.Slice(1, end), output))
                {
                    output.Add(element);
                    return;
                }

                element = element[(end + 2)..];
                continue;
            }

            var plain = element.IndexOfAny('.', '$');
            plain = plain < 0 ? element.Length : plain;
            output.Add(element[..plain]);
            element = element[plain..];
        }
    }

    private static bool TryEscape(ReadOnlySpan<char> escape, TextBuffer output)
    {
        var simple = escape switch
        {
            "SP" => '@',
            "BP" => '*',
            "RF" => '&',
            "LT" => '<',
            "GT" => '>',
            "LP" => '(',
            "RP" => ')',
            "C" => ',',
            _ => '\0',
        };
        if (simple != '\0')
        {
            output.Add(simple);
            return true;
        }

        Span<char> units = stackalloc char[2];
        if (escape.Length < 2 || escape[0] != 'u' || !uint.TryParse(escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scalar)
            || !Rune.TryCreate(scalar, out var rune) || Rune.IsControl(rune))
        {
            return false;
        }

        output.Add(units[..rune.EncodeToUtf16(units)]);
        return true;
    }
}
