namespace Fleet.Domain.Traces.Grouping;

/// <summary>The words of a line of rules.</summary>
/// <param name="line">Without its end.</param>
/// <param name="number">From 1.</param>
internal ref struct RuleWords(ReadOnlySpan<char> line, int number)
{
    private readonly ReadOnlySpan<char> _line = line;
    private int _at;

    /// <summary>Where reading stands, from 1.</summary>
    public readonly int Column => _at + 1;

    /// <returns>False at the end, and at a comment.</returns>
    /// <exception cref="GroupingRulesException">A quotation mark is not closed, or something follows it.</exception>
    public bool TryNext(out ReadOnlySpan<char> word, out int column)
    {
        while (_at < _line.Length && char.IsWhiteSpace(_line[_at]))
        {
            _at++;
        }

        column = Column;
        word = default;
        if (_at == _line.Length || _line[_at] == '#')
        {
            return false;
        }

        word = _line[_at] == '"' ? Quoted() : Plain();
        return true;
    }

    private ReadOnlySpan<char> Plain()
    {
        var start = _at;
        while (_at < _line.Length && !char.IsWhiteSpace(_line[_at]))
        {
            if (_line[_at] == '"' || char.IsControl(_line[_at]))
            {
                throw new GroupingRulesException(number, Column, "a quotation mark or control character within a word");
            }

            _at++;
        }

        return _line[start.._at];
    }

    private ReadOnlySpan<char> Quoted()
    {
        var start = _at + 1;
        var length = _line[start..].IndexOf('"');
        if (length < 0)
        {
            throw new GroupingRulesException(number, Column, "the quotation mark is not closed");
        }

        _at = start + length + 1;
        return _at < _line.Length && !char.IsWhiteSpace(_line[_at])
            ? throw new GroupingRulesException(number, Column, "a blank is missing behind the quotation mark")
            : _line.Slice(start, length);
    }
}
