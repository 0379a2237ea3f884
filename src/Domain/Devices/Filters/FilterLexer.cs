using System.Buffers;
using System.Text;

namespace Fleet.Domain.Devices.Filters;

/// <summary>Cuts a filter's text into words, strings and operators; docs/design/device-filter.md has the grammar.</summary>
internal sealed class FilterLexer(string text)
{
    /// <summary>With the wildcards of patterns, which other values have in quotes only.</summary>
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:+-*?");

    private int _at;

    /// <exception cref="DeviceFilterException">A character that begins nothing, or a string that does not end.</exception>
    public FilterToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new FilterToken(FilterTokenKind.End, "", _at + 1);
        }

        return text[_at] switch
        {
            '"' => String(),
            '!' or '^' or '<' or '>' when _at + 1 < text.Length && text[_at + 1] == '=' => Sign(FilterTokenKind.Operator, 2),
            '=' or '<' or '>' or '~' => Sign(FilterTokenKind.Operator, 1),
            '(' or ')' or ',' => Sign(FilterTokenKind.Mark, 1),
            var c when WordCharacters.Contains(c) => Word(),
            var c => throw new DeviceFilterException(_at + 1, $"'{c}' is not expected here; put values with such characters in double quotes"),
        };
    }

    private FilterToken Sign(FilterTokenKind kind, int length)
    {
        var token = new FilterToken(kind, text.Substring(_at, length), _at + 1);
        _at += length;
        return token;
    }

    private FilterToken Word()
    {
        var length = text.AsSpan(_at).IndexOfAnyExcept(WordCharacters);
        var end = length < 0 ? text.Length : _at + length;
        var token = new FilterToken(FilterTokenKind.Word, text[_at..end], _at + 1);
        _at = end;
        return token;
    }

    private FilterToken String()
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            switch (c)
            {
                case '"':
                    return new FilterToken(FilterTokenKind.String, value.ToString(), start + 1);
                case '\\' when _at < text.Length && text[_at] is '"' or '\\':
                    value.Append(text[_at++]);
                    break;
                case '\\':
                    throw new DeviceFilterException(_at, "a backslash in a string stands before \" or \\ only");
                case var high when char.IsHighSurrogate(high) && _at < text.Length && char.IsLowSurrogate(text[_at]):
                    value.Append(high).Append(text[_at++]);
                    break;
                case '\0':
                case var half when char.IsSurrogate(half):
                    // No text of a device has them: NUL cannot be stored everywhere, a half surrogate pair is no character.
                    throw new DeviceFilterException(_at, $"the character U+{(int)c:X4} cannot be in a value");
                default:
                    value.Append(c);
                    break;
            }
        }

        throw new DeviceFilterException(start + 1, "the string that begins here does not end: a double quote is missing");
    }
}
