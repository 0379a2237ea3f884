using System.Text;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// One pass over a demangled name: copies what names scopes, and drops bracketed parts or puts a word in their place. Brackets were matched before, so that each
/// part is skipped in one step.
/// </summary>
internal sealed class NativeNameScan
{
    private const string OperatorCharacters = "<>=!+-*/%^&|~,";

    private readonly string _name;
    private readonly int[] _match;
    private readonly StringBuilder _out;

    /// <summary>Ends of the brackets of Rust's <c>&lt;Type as Trait&gt;</c> that are open: their type is copied.</summary>
    private readonly Stack<int> _transparent = new();

    public NativeNameScan(string name)
    {
        _name = name;
        _match = NameBrackets.Match(name);
        _out = new StringBuilder(name.Length);
    }

    public string Run()
    {
        for (var at = 0; at < _name.Length;)
        {
            at = Step(at);
        }

        return _out.ToString();
    }

    private int Step(int at)
    {
        var c = _name[at];
        if ((c == '[' && (EndsWith("operator new") || EndsWith("operator delete"))) || (IsAfterOperator() && !char.IsLetterOrDigit(c) && c is not (' ' or ':' or '_' or '.')))
        {
            return Operator(at);
        }

        switch (c)
        {
            case '<':
                return Angle(at);
            case '>':
                if (_transparent.TryPeek(out var end) && end == at)
                {
                    _transparent.Pop();
                }

                return at + 1;
            case '(':
                return Round(at);
            case '{':
                return Curly(at);
            case '[':
                // ABI tags, clones, slices.
                return Behind(at);
            case '\'':
                return Quoted(at);
            case ' ' when _transparent.TryPeek(out var close) && string.CompareOrdinal(_name, at, " as ", 0, 4) == 0:
                return close;
            case ' ' when _transparent.Count > 0:
                // "&mut T", "dyn T", "*const T": the type is what comes last.
                while (_out.Length > 0 && _out[^1] is not (':' or ' '))
                {
                    _out.Length--;
                }

                return at + 1;
            case ' ':
                if (_out.Length > 0 && _out[^1] != ' ')
                {
                    _out.Append(' ');
                }

                return at + 1;
            case '$' when at + 2 < _name.Length && _name[at + 1] == '_' && char.IsAsciiDigit(_name[at + 2]):
                // How Clang names a lambda.
                _out.Append(NativeName.Lambda);
                for (at += 2; at < _name.Length && char.IsAsciiDigit(_name[at]); at++)
                {
                    // Its ordinal.
                }

                return at;
            case ')' or '}' or ']' or ',' or '*':
            case var _ when char.IsControl(c):
                return at + 1;
            case '&':
                if (_out.Length > 0 && _out[^1] == ' ')
                {
                    _out.Append(c);
                }

                return at + 1;
            default:
                _out.Append(c);
                return at + 1;
        }
    }

    /// <summary>What follows the word <c>operator</c>: its signs are part of its name.</summary>
    private int Operator(int at)
    {
        if (_name[at] is '(' or '[')
        {
            var close = _match[at];
            if (close == at + 1)
            {
                _out.Append(_name[at]).Append(_name[close]);
                return close + 1;
            }

            return Behind(at);
        }

        var end = at;
        while (end < _name.Length && OperatorCharacters.Contains(_name[end], StringComparison.Ordinal))
        {
            end++;
        }

        // Template arguments of the operator itself, "operator<< <char>", stand behind a blank; "operator<<char>" does not occur.
        _out.Append(_name, at, end - at);
        return end > at ? end : at + 1;
    }

    private int Angle(int at)
    {
        if (!StartsComponent())
        {
            return Behind(at);
        }

        var inner = _name.AsSpan(at + 1);
        if (inner.StartsWith("lambda"))
        {
            _out.Append(NativeName.Lambda);
        }
        else if (inner.StartsWith("anonymous") || inner.StartsWith("unnamed"))
        {
            _out.Append(NativeName.Anonymous);
        }
        else if (inner.StartsWith("impl "))
        {
            _out.Append("{impl}");
        }
        else if (_match[at] >= 0 && _out.Length == 0)
        {
            _transparent.Push(_match[at]);
            return at + 1;
        }

        return Behind(at);
    }

    private int Round(int at)
    {
        var inner = _name.AsSpan(at + 1);
        if (inner.StartsWith("anonymous") || inner.StartsWith("unnamed"))
        {
            _out.Append(NativeName.Anonymous);
        }
        else if (inner.StartsWith("*") && _match[at] >= 0 && at > 0 && _name[at - 1] == '.')
        {
            // Go: a method of a pointer.
            _out.Append(_name, at, _match[at] + 1 - at);
        }

        return Behind(at);
    }

    private int Curly(int at)
    {
        var inner = _name.AsSpan(at + 1).TrimStart('{');
        var end = inner.IndexOfAnyExceptInRange('a', 'z');
        var word = end < 0 ? inner : inner[..end];
        switch (word)
        {
            case "vtable" or "default":
                break;
            case "anonymous" or "unnamed":
                _out.Append(NativeName.Anonymous);
                break;
            case "":
                break;
            default:
                _out.Append('{').Append(word).Append('}');
                break;
        }

        return Behind(at);
    }

    /// <summary>How LLVM prints what has no name: <c>'lambda0'(int)</c>.</summary>
    private int Quoted(int at)
    {
        var close = _name.IndexOf('\'', at + 1);
        if (close < 0)
        {
            return at + 1;
        }

        var inner = _name.AsSpan(at + 1, close - at - 1);
        _out.Append(inner.StartsWith("lambda") ? NativeName.Lambda : inner.StartsWith("unnamed") ? NativeName.Anonymous : "");
        return close + 1;
    }

    /// <summary>Behind a part in brackets; of one that is not closed, behind all.</summary>
    private int Behind(int at) => _match[at] >= 0 ? _match[at] + 1 : _name.Length;

    private bool StartsComponent() => _out.Length == 0 || _out[^1] is ':' or ' ' or '.';

    private bool IsAfterOperator()
    {
        const string Word = "operator";
        return EndsWith(Word) && (_out.Length == Word.Length || _out[^(Word.Length + 1)] is ':' or ' ');
    }

    private bool EndsWith(string word)
    {
        var start = _out.Length - word.Length;
        for (var i = 0; start >= 0 && i < word.Length; i++)
        {
            if (_out[start + i] != word[i])
            {
                return false;
            }
        }

        return start >= 0;
    }
}
