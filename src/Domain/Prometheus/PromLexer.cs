using System.Globalization;
using System.Text;

namespace Fleet.Domain.Prometheus;

/// <summary>Cuts a query into words, numbers, durations, strings and signs; docs/design/prometheus.md has the grammar.</summary>
internal sealed class PromLexer(string text)
{
    private static readonly string[] TwoCharacterSigns = ["==", "!=", "<=", ">=", "=~", "!~"];
    private const string Signs = "(){}[],=<>+-*/%^:@";

    private int _at;

    /// <exception cref="PromQlException">A character that begins nothing, or a string that does not end.</exception>
    public PromToken Next()
    {
        SkipSpace();
        if (_at == text.Length)
        {
            return new PromToken(PromTokenKind.End, "", _at);
        }

        var c = text[_at];
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            return NumberOrDuration();
        }

        if (c is '"' or '\'' or '`')
        {
            return String(c);
        }

        // A colon begins the name of a metric, save in a subquery, where a digit or ']' follows.
        if (IsWordStart(c) || (c == ':' && _at + 1 < text.Length && IsWordStart(text[_at + 1])))
        {
            return Take(PromTokenKind.Word, LengthOf(IsWordPart));
        }

        if (_at + 1 < text.Length && Array.IndexOf(TwoCharacterSigns, text.Substring(_at, 2)) >= 0)
        {
            return Take(PromTokenKind.Sign, 2);
        }

        return Signs.Contains(c, StringComparison.Ordinal) ? Take(PromTokenKind.Sign, 1) : throw At(_at, $"unexpected character {PromText.Quote(c.ToString())}");
    }

    /// <summary>An error at a place in the query.</summary>
    public PromQlException At(int place, string problem)
    {
        var before = text.AsSpan(0, place);
        return new PromQlException(before.Count('\n') + 1, place - before.LastIndexOf('\n'), problem);
    }

    private void SkipSpace()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t' or '\r' or '\n' or '#'))
        {
            if (text[_at] == '#')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                _at++;
            }
        }
    }

    private PromToken NumberOrDuration()
    {
        var length = LengthOf(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');

        // The sign of an exponent belongs to it: 1e-3, but not 0x1e-3.
        var isHex = length > 1 && text[_at] == '0' && text[_at + 1] is 'x' or 'X';
        if (!isHex && text[_at + length - 1] is 'e' or 'E' && _at + length < text.Length && text[_at + length] is '+' or '-')
        {
            length++;
            while (_at + length < text.Length && char.IsAsciiDigit(text[_at + length]))
            {
                length++;
            }
        }

        var token = text.AsSpan(_at, length);
        if (PromText.TryParseDuration(token, out _))
        {
            return Take(PromTokenKind.Duration, length);
        }

        return TryParseNumber(token, out _) ? Take(PromTokenKind.Number, length) : throw At(_at, $"bad number or duration syntax: {PromText.Quote(token.ToString())}");
    }

    public static bool TryParseNumber(ReadOnlySpan<char> text, out double value)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var isHex = ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number);
            value = number;
            return isHex;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    private PromToken String(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            var c = text[_at++];
            if (c == '\n' && quote != '`')
            {
                break;
            }

            if (c == '\\' && quote != '`')
            {
                value.Append(Escape(quote));
            }
            else
            {
                value.Append(c);
            }
        }

        if (_at == text.Length || text[_at] != quote)
        {
            throw At(start, "unterminated quoted string");
        }

        _at++;
        return new PromToken(PromTokenKind.String, value.ToString(), start);
    }

    private string Escape(char quote)
    {
        var at = _at - 1;
        var c = _at < text.Length ? text[_at++] : '\0';
        return c switch
        {
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\v",
            '\\' => "\\",
            _ when c == quote => quote.ToString(),
            'x' => Code(at, 2),
            'u' => Code(at, 4),
            'U' => Code(at, 8),
            _ => throw At(at, "unknown escape sequence; a backslash is written twice"),
        };
    }

    private string Code(int start, int digits)
    {
        if (_at + digits <= text.Length
            && uint.TryParse(text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += digits;
            if (code <= char.MaxValue)
            {
                return ((char)code).ToString();
            }

            if (Rune.IsValid(code))
            {
                return new Rune(code).ToString();
            }
        }

        throw At(start, $"an escape of {digits} hexadecimal digits that are a character was expected");
    }

    private PromToken Take(PromTokenKind kind, int length)
    {
        var token = new PromToken(kind, text.Substring(_at, length), _at);
        _at += length;
        return token;
    }

    private int LengthOf(Func<char, bool> isPart)
    {
        var end = _at;
        while (end < text.Length && isPart(text[end]))
        {
            end++;
        }

        return end - _at;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ':';
}
