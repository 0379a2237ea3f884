namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>
/// Reads a symbol by the grammar of the Itanium C++ ABI, chapter 5.1, into a <see cref="NodeArena"/>. A method returns the node it read, and 0 when
/// the symbol is not of its form: whoever called it returns 0 too, so that a bad symbol ends the whole. Each method's remark is its production.
/// </summary>
internal ref partial struct Parser(ReadOnlySpan<char> symbol, int begin, NodeArena nodes)
{
    /// <summary>Nodes for each character: a character makes at most two, more only where a conversion operator's type is read again.</summary>
    private const int NodesPerCharacter = 8;

    private readonly ReadOnlySpan<char> _text = symbol;
    private readonly NodeArena _nodes = nodes;
    private int _at = begin;
    private int _depth;
    private bool _inConversion;

    /// <summary>Where reading is, in the symbol.</summary>
    public readonly int Position => _at;

    private readonly bool AtEnd => _at >= _text.Length;

    private readonly char Peek => _at < _text.Length ? _text[_at] : '\0';

    private readonly char PeekSecond => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    /// <summary>The end of a function's type or a name: of what is around it, of the symbol, or of what its clone or version is called.</summary>
    private readonly bool AtEndOfEncoding => AtEnd || Peek is 'E' or '.' or '@';

    private bool Take(char expected)
    {
        if (Peek != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Take(char first, char second)
    {
        if (Peek != first || PeekSecond != second)
        {
            return false;
        }

        _at += 2;
        return true;
    }

    /// <summary>One level deeper, unless that is too deep.</summary>
    private bool Enter()
    {
        if (_depth >= DemanglingLimits.MaxDepth || _nodes.Count > (NodesPerCharacter * _text.Length) + 64)
        {
            return false;
        }

        _depth++;
        return true;
    }

    private int Leave(int node)
    {
        _depth--;
        return node;
    }

    private readonly int Add(NodeKind kind, int a = 0, int b = 0, int c = 0, byte flags = 0) => _nodes.Add(kind, a, b, c, flags);

    /// <summary>Adds to the substitutions, and returns, what was read.</summary>
    private readonly int Substitutable(int node)
    {
        if (node != 0)
        {
            _nodes.AddSubstitution(node);
        }

        return node;
    }

    /// <summary>Decimal digits, at least one; -1 when there is none, or no symbol is that long.</summary>
    private int Number()
    {
        var start = _at;
        var value = 0;
        while (char.IsAsciiDigit(Peek))
        {
            value = (value * 10) + (Peek - '0');
            if (value > DemanglingLimits.MaxSymbol)
            {
                return -1;
            }

            _at++;
        }

        return _at == start ? -1 : value;
    }

    /// <summary>Passes over <c>[n] digits</c>; false when there are none.</summary>
    private bool SkipNumber()
    {
        Take('n');
        var start = _at;
        while (char.IsAsciiDigit(Peek))
        {
            _at++;
        }

        return _at > start;
    }

    /// <summary><c>[number] _</c>: nothing is 0, 0 is 1. -1 when it is not of that form.</summary>
    private int Ordinal()
    {
        if (Take('_'))
        {
            return 0;
        }

        var value = Number();
        return value >= 0 && Take('_') ? value + 1 : -1;
    }

    /// <summary><c>seq-id</c>: as <see cref="Ordinal"/>, in base 36.</summary>
    private int SequenceId()
    {
        if (Take('_'))
        {
            return 0;
        }

        var value = 0;
        for (var c = Peek; c != '_'; c = Peek)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterUpper(c) ? c - 'A' + 10 : -1;
            value = (value * 36) + digit;
            if (digit < 0 || value > DemanglingLimits.MaxSymbol)
            {
                return -1;
            }

            _at++;
        }

        _at++;
        return value + 1;
    }

    /// <summary>Cells, in order, while <see cref="Append"/> adds to them.</summary>
    private struct Sequence
    {
        public int First;
        public int Last;

        public readonly int List => First == 0 ? NodeArena.Empty : First;
    }

    private readonly void Append(ref Sequence sequence, int item)
    {
        var cell = Add(NodeKind.List, item);
        if (sequence.First == 0)
        {
            sequence.First = cell;
        }
        else
        {
            _nodes.Link(sequence.Last, cell);
        }

        sequence.Last = cell;
    }
}
