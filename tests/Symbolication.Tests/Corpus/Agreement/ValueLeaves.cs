using System.Globalization;
using System.Text;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>
/// A value's text, gdb's or ours, as its scalars by their paths: <c>{a = 1, b = {2, 3}}</c> is <c>.a</c>, <c>.b[0]</c>, <c>.b[1]</c>. Spelling is taken away: characters
/// behind numbers, types before pointers, scopes of names, escapes of strings.
/// </summary>
internal sealed class ValueLeaves
{
    /// <summary>In the place of a scalar that there is none of.</summary>
    public const string None = "<none>";

    private readonly string _text;
    private readonly Dictionary<string, string> _leaves = new(StringComparer.Ordinal);
    private int _at;

    private ValueLeaves(string text) => _text = text;

    public static IReadOnlyDictionary<string, string> Of(string text)
    {
        var leaves = new ValueLeaves(text);
        leaves.Value("");
        return leaves._leaves;
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private void Value(string path)
    {
        SkipSpaces();
        SkipCast();
        if (Current == '@')
        {
            Reference(path);
            return;
        }

        if (Current == '&' && _text.AsSpan(_at).StartsWith("&[") && _text.IndexOf("] [", _at, StringComparison.Ordinal) is > 0 and var slice)
        {
            _at = slice + 2;
        }

        if (Current is '{' or '[' or '(' && !IsFlags() && OrdinalLength() == 0)
        {
            Group(path);
            return;
        }

        var start = _at;
        if (Current is '"' or 'L' or 'u' or 'U' or 'b' && TryString(path))
        {
            return;
        }

        _at = start;
        Scalar(path);
    }

    /// <summary><c>@0x1234: 5</c>.</summary>
    private void Reference(string path)
    {
        var start = ++_at;
        while (Current is not ('\0' or ':' or ',' or '}' or ']' or ')'))
        {
            _at++;
        }

        Add(path, _text[start.._at].Trim());
        if (Current == ':')
        {
            _at++;
            Value(path + "*");
        }
    }

    private void Group(string path)
    {
        _at++;
        for (var index = 0; Current is not ('\0' or '}' or ']' or ')'); index++)
        {
            SkipSpaces();
            var element = path + (Label() ?? $"[{index}]");
            Value(element);
            SkipSpaces();
            index += Repeat(path, element, index);
            if (Current == '.')
            {
                // What is left out.
                Add(path + "...", "...");
                while (Current == '.')
                {
                    _at++;
                }
            }

            if (Current == ',')
            {
                _at++;
            }
            else if (Current is not ('\0' or '}' or ']' or ')'))
            {
                throw new FormatException($"at {_at} of {_text}");
            }
        }

        _at++;
    }

    /// <summary><c>0 &lt;repeats 30 times&gt;</c> is as if it were written so often.</summary>
    private int Repeat(string path, string element, int index)
    {
        const string word = "<repeats ";
        if (!_text.AsSpan(_at).StartsWith(word))
        {
            return 0;
        }

        var end = _text.IndexOf(' ', _at + word.Length);
        var more = int.Parse(_text.AsSpan(_at + word.Length, end - _at - word.Length), CultureInfo.InvariantCulture) - 1;
        _at = _text.IndexOf('>', _at) + 1;
        var leaves = _leaves.Where(leaf => leaf.Key.StartsWith(element, StringComparison.Ordinal)).ToList();
        for (var i = 1; i <= more; i++)
        {
            leaves.ForEach(leaf => Add($"{path}[{index + i}]{leaf.Key[element.Length..]}", leaf.Value));
        }

        return more;
    }

    /// <summary><c>name = </c>, <c>name: </c>, <c>&lt;Base&gt; = </c>; null when there is none.</summary>
    private string? Label()
    {
        var end = _at;
        var depth = 0;
        while (end < _text.Length && (depth > 0 || IsWord(_text[end]) || _text[end] is '<' or '.' or '$'))
        {
            depth += _text[end] == '<' ? 1 : _text[end] == '>' ? -1 : 0;
            end++;
        }

        foreach (var separator in (string[])[" = ", ": "])
        {
            if (end > _at && _text.AsSpan(end).StartsWith(separator))
            {
                // gdb has the scopes of a base.
                var label = _text[_at] == '<' ? $".<{LastName(_text[(_at + 1)..(end - 1)])}>" : "." + _text[_at..end];
                _at = end + separator.Length;
                return label;
            }
        }

        return null;
    }

    private void Scalar(string path)
    {
        var start = _at;
        var depth = 0;
        while (_at < _text.Length && (depth > 0 || Current is not (',' or '}' or ']' or ')')))
        {
            if (Current is '"' or '\'')
            {
                SkipQuoted();
                continue;
            }

            if (OrdinalLength() is > 0 and var ordinal)
            {
                _at += ordinal;
                continue;
            }

            if (depth == 0 && _text.AsSpan(_at).StartsWith(" <repeats "))
            {
                break;
            }

            // A Rust value with its type's name before it.
            if (depth == 0 && _at > start && Current is '{' or '(' or '[' && _text[start] != '<' && !_text.AsSpan(start, _at - start).StartsWith("0x"))
            {
                if (Current == '[')
                {
                    // A slice's type, then the slice.
                    _at = _text.IndexOf(']', _at) + 1;
                    Value(path);
                    return;
                }

                Add(path + "#", LastName(_text[start.._at].Trim()));
                Group(path);
                return;
            }

            depth += Current is '<' or '(' ? 1 : Current is '>' or ')' ? -1 : 0;
            _at++;
        }

        var scalar = _text[start.._at].Trim();
        AddScalar(path, scalar.EndsWith('"') ? scalar[..^1] + IncompleteSequence() + '"' : scalar);
    }

    private void AddScalar(string path, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (text.StartsWith('<'))
        {
            Add(path, None);
            return;
        }

        var cut = text.EndsWith("...", StringComparison.Ordinal) && text != "...";
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            Add(path, space < 0 ? text : text[..space]);
            if (space > 0 && text.IndexOf('"', StringComparison.Ordinal) is > 0 and var quote)
            {
                AddLiteral(path + "*", text[quote..], cut);
            }
        }
        else if (cut)
        {
            // The last element of an array that is cut.
            AddScalar(path, text[..^3]);
        }
        else if (space > 0 && text[space + 1] is '\'' or 'L' or 'u' or 'U' && (char.IsDigit(text[0]) || text[0] == '-'))
        {
            Add(path, text[..space]);
        }
        else if (!text.Contains('i', StringComparison.Ordinal) && text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 && double.TryParse(text, CultureInfo.InvariantCulture, out var real))
        {
            Add(path, real.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            Add(path, text.StartsWith('(') ? text : LastName(text));
        }
    }

    private bool TryString(string path)
    {
        var start = _at;
        while (Current is 'L' or 'u' or 'U' or 'b' or '8')
        {
            _at++;
        }

        if (Current != '"')
        {
            return false;
        }

        SkipQuoted();
        var literal = _text[start.._at];
        literal = literal[..^1] + IncompleteSequence() + '"';
        var isCut = _text.AsSpan(_at).StartsWith("...");
        _at += isCut ? 3 : 0;
        AddLiteral(path, literal, isCut);
        return true;
    }

    /// <summary>The debugger has the bytes at a string's end that are no whole letter apart: <c>"text", &lt;incomplete sequence \360&gt;</c>.</summary>
    private string IncompleteSequence()
    {
        const string word = ", <incomplete sequence ";
        if (!_text.AsSpan(_at).StartsWith(word))
        {
            return "";
        }

        var start = _at + word.Length;
        var end = _text.IndexOf('>', start);
        _at = end + 1;
        return _text[start..end];
    }

    private void AddLiteral(string path, string literal, bool isCut)
    {
        var open = literal.IndexOf('"', StringComparison.Ordinal);
        var close = literal.LastIndexOf('"');
        Add(path, $"\"{(close > open ? Bytes(literal[(open + 1)..close]) : "")}{(isCut ? "..." : "\"")}");
    }

    /// <summary>As hexadecimal, without the zeros at the end.</summary>
    private static string Bytes(string escaped)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                var length = char.IsHighSurrogate(escaped[i]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(escaped.Substring(i, length)));
                i += length - 1;
                continue;
            }

            i++;
            var digits = 0;
            while (digits < 3 && i + digits < escaped.Length && escaped[i + digits] is >= '0' and <= '7')
            {
                digits++;
            }

            if (digits > 0)
            {
                bytes.Add((byte)Convert.ToInt32(escaped.Substring(i, digits), 8));
                i += digits - 1;
            }
            else
            {
                bytes.Add(escaped[i] switch { 'n' => 10, 't' => 9, 'r' => 13, 'a' => 7, 'b' => 8, 'f' => 12, 'v' => 11, 'e' => 27, var other => (byte)other });
            }
        }

        var end = bytes.Count;
        while (end > 0 && bytes[end - 1] == 0)
        {
            end--;
        }

        return Convert.ToHexStringLower([.. bytes.Take(end)]);
    }

    private static string LastName(string name)
    {
        var plain = new StringBuilder();
        var depth = 0;
        foreach (var letter in name)
        {
            depth += letter == '<' ? 1 : 0;
            if (depth == 0)
            {
                plain.Append(letter);
            }

            depth -= letter == '>' ? 1 : 0;
        }

        var text = plain.ToString().Trim();
        return text[(text.LastIndexOf("::", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];
    }

    /// <summary><c>(struct x *) 0x1234</c>, <c>(void (*)(int, char)) 0x1234</c>.</summary>
    private void SkipCast()
    {
        if (Current != '(')
        {
            return;
        }

        var end = _at;
        for (var depth = 0; end < _text.Length; end++)
        {
            depth += _text[end] == '(' ? 1 : _text[end] == ')' ? -1 : 0;
            if (depth == 0)
            {
                break;
            }
        }

        if (end < _text.Length && (_text.AsSpan(end).StartsWith(") 0x") || _text.AsSpan(end).StartsWith(") @0x")) && _text.AsSpan(_at, end - _at).IndexOfAny("{=") < 0)
        {
            _at = end + 2;
        }
    }

    /// <summary><c>(A | B)</c>.</summary>
    private bool IsFlags()
    {
        var end = Current == '(' ? _text.IndexOf(')', _at) : -1;
        return end > 0 && (_text.AsSpan(_at, end - _at).Contains('|') || _text.AsSpan(_at, end - _at).Contains("unknown: ", StringComparison.Ordinal));
    }

    /// <summary>Of a name such as <c>{closure#0}</c>, at its brace; 0 when it is none.</summary>
    private int OrdinalLength()
    {
        var end = Current == '{' ? _text.IndexOf('}', _at) : -1;
        return end > 0 && _text.AsSpan(_at, end - _at) is var name && name.Contains('#') && !name.ContainsAny(" ,=:") ? end + 1 - _at : 0;
    }

    private void SkipQuoted()
    {
        var quote = Current;
        for (_at++; _at < _text.Length && Current != quote; _at++)
        {
            _at += Current == '\\' ? 1 : 0;
        }

        _at++;
    }

    private void SkipSpaces()
    {
        while (Current == ' ')
        {
            _at++;
        }
    }

    private void Add(string path, string leaf) => _leaves.TryAdd(path, leaf);

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
