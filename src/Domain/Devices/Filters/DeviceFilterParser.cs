namespace Fleet.Domain.Devices.Filters;

/// <summary>
/// Reads the filters that people and programs write: <c>cohort = default and not (battery_pct &lt; 20)</c>. Recursive descent, one method for
/// each rule of the grammar in docs/design/device-filter.md; <see cref="ConditionParser"/> has those of a single condition.
/// </summary>
public sealed class DeviceFilterParser
{
    /// <summary>Characters of a filter: more than anyone writes, little enough to parse for everyone.</summary>
    public const int MaxLength = 4096;

    /// <summary>Conditions of a filter: each of them may be asked of each device.</summary>
    public const int MaxConditions = 32;

    /// <summary>Values in all lists of a filter together: each of them is a parameter of a statement.</summary>
    public const int MaxListValues = 200;

    /// <summary>Windows of a filter: each may be a question to the column files.</summary>
    public const int MaxWindows = 8;

    /// <summary>Of parentheses and <c>not</c>: what the parser and all that walk the tree need of their stacks.</summary>
    public const int MaxDepth = 16;

    private readonly FilterTokens _tokens;
    private readonly ConditionParser _conditions;
    private int _depth;

    private DeviceFilterParser(string text)
    {
        _tokens = new FilterTokens(text);
        _conditions = new ConditionParser(_tokens);
    }

    /// <summary>An empty text is <see cref="DeviceFilter.Any"/>.</summary>
    /// <exception cref="DeviceFilterException">The text is not a filter; the message names the column.</exception>
    public static DeviceFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxLength
            ? new DeviceFilterParser(text).ParseFilter()
            : throw new DeviceFilterException(MaxLength + 1, $"the filter is longer than {MaxLength} characters");
    }

    // filter = [ or ] end
    private DeviceFilter ParseFilter()
    {
        if (_tokens.Next.Kind == FilterTokenKind.End)
        {
            return DeviceFilter.Any;
        }

        var filter = ParseOr();
        return _tokens.Next.Kind == FilterTokenKind.End ? filter : throw _tokens.Unexpected("'and', 'or' or the end");
    }

    // or = and { "or" and }
    private DeviceFilter ParseOr() => ParseChain(FilterWords.Or, ParseAnd, parts => new AnyOfFilter(parts));

    // and = unary { "and" unary }
    private DeviceFilter ParseAnd() => ParseChain(FilterWords.And, ParseUnary, parts => new AllOfFilter(parts));

    // unary = "not" unary | "(" or ")" | condition
    private DeviceFilter ParseUnary()
    {
        var start = _tokens.Next;
        if (_tokens.TryTakeWord(FilterWords.Not))
        {
            return new NotFilter(ParseDeeper(start, ParseUnary));
        }

        if (!_tokens.TryTakeMark("("))
        {
            return _conditions.Parse();
        }

        var inner = ParseDeeper(start, ParseOr);
        return _tokens.TryTakeMark(")") ? inner : throw _tokens.Unexpected("'and', 'or' or ')'");
    }

    private DeviceFilter ParseChain(string word, Func<DeviceFilter> parsePart, Func<FilterList<DeviceFilter>, DeviceFilter> join)
    {
        var first = parsePart();
        if (!_tokens.TryTakeWord(word))
        {
            return first;
        }

        var parts = new List<DeviceFilter> { first };
        do
        {
            parts.Add(parsePart());
        }
        while (_tokens.TryTakeWord(word));

        return join([.. parts]);
    }

    private DeviceFilter ParseDeeper(FilterToken start, Func<DeviceFilter> parse)
    {
        if (++_depth > MaxDepth)
        {
            throw new DeviceFilterException(start.Column, $"parentheses and 'not' are nested deeper than {MaxDepth}");
        }

        var inner = parse();
        _depth--;
        return inner;
    }
}
