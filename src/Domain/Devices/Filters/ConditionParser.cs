using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices.Filters;

/// <summary>Reads one condition after the other, and counts them.</summary>
internal sealed class ConditionParser
{
    private const string Operators = "an operator (=, !=, ^=, ~, <, <=, >, >=, in, not in)";

    private static readonly string AnOperand =
        $"a field ({string.Join(", ", FilterWords.Fields.Keys.Concat(FilterWords.Times.Keys))}), the key of an attribute or metric, a window such as any(key < 5, 7d), 'not' or '('";

    private readonly FilterTokens _tokens;
    private readonly WindowParser _windows;
    private int _conditions;
    private int _listValues;

    public ConditionParser(FilterTokens tokens)
    {
        _tokens = tokens;
        _windows = new WindowParser(tokens, ParseMetric);
    }

    /// <summary>condition = operand operator value | operand [ "not" ] "in" "(" value { "," value } ")" | window</summary>
    public DeviceFilter Parse()
    {
        var start = _tokens.Next;
        if (start.Kind is not (FilterTokenKind.Word or FilterTokenKind.String))
        {
            throw _tokens.Unexpected(AnOperand);
        }

        if (++_conditions > DeviceFilterParser.MaxConditions)
        {
            throw new DeviceFilterException(start.Column, $"a filter has at most {DeviceFilterParser.MaxConditions} conditions");
        }

        _tokens.Take();
        if (start.Kind == FilterTokenKind.Word && FilterWords.Functions.TryGetValue(start.Text, out var function)
            && _tokens.Next is { Kind: FilterTokenKind.Mark, Text: "(" })
        {
            return _windows.Parse(start, function);
        }

        if (start.Kind == FilterTokenKind.Word && FilterWords.Fields.TryGetValue(start.Text, out var field))
        {
            var (comparison, values) = ParseComparison();
            return new FieldCondition(field, comparison, [.. values.Select(value => FilterValues.Text(value, comparison))]);
        }

        return start.Kind == FilterTokenKind.Word && FilterWords.Times.TryGetValue(start.Text, out var time)
            ? ParseTime(time)
            : ParseLatest(start);
    }

    private TimeCondition ParseTime(DeviceTimeField field)
    {
        var sign = _tokens.Next;
        var comparison = sign.Kind == FilterTokenKind.Operator ? ParseOperator() : throw Wrong();
        return comparison is DeviceOperator.StartsWith or DeviceOperator.Like
            ? throw Wrong()
            : new TimeCondition(field, comparison, FilterValues.TakeTime(_tokens));

        DeviceFilterException Wrong() => FilterTokens.Unexpected(sign, "an operator for times (=, !=, <, <=, >, >=)");
    }

    private LatestCondition ParseLatest(FilterToken start)
    {
        var (source, key) = ParseKey(start);
        var sign = _tokens.Next;
        var (comparison, tokensOfValues) = ParseComparison();
        FilterList<AttributeValue> values = [.. tokensOfValues.Select(value => FilterValues.Typed(value, comparison))];
        if (values.Any(value => value.Flag is not null) && comparison is not (DeviceOperator.Equal or DeviceOperator.NotEqual))
        {
            throw FilterTokens.Unexpected(sign, "an operator for true and false (=, !=, in, not in)");
        }

        var other = values.ToList().FindIndex(value => (value.Text is null, value.Number is null) != (values[0].Text is null, values[0].Number is null));
        return other < 0
            ? new LatestCondition(source, key, comparison, values)
            : throw new DeviceFilterException(
                tokensOfValues[other].Column, "the values of a list must be of one type; in double quotes, numbers, true and false are texts");
    }

    private string ParseMetric()
    {
        var start = _tokens.Next;
        if (start.Kind is not (FilterTokenKind.Word or FilterTokenKind.String))
        {
            throw _tokens.Unexpected("the key of a metric");
        }

        _tokens.Take();
        var (source, key) = ParseKey(start);
        return source == LatestSource.Attribute
            ? throw new DeviceFilterException(start.Column, "an attribute has no reports: expected the key of a metric")
            : key;
    }

    /// <summary>key = ( word | string ) of letters, digits and the other characters of keys, after "attribute." or "metric." or neither</summary>
    private (LatestSource Source, string Key) ParseKey(FilterToken start)
    {
        var (source, key) = (LatestSource.Either, start);
        foreach (var (prefix, named) in FilterWords.Sources)
        {
            if (start.Kind == FilterTokenKind.Word && start.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                source = named;
                key = start.Text.Length > prefix.Length
                    ? start with { Text = start.Text[prefix.Length..], Column = start.Column + prefix.Length }
                    : _tokens.Next.Kind == FilterTokenKind.String ? _tokens.Take() : throw _tokens.Unexpected($"a key behind '{prefix}'");
            }
        }

        return KeyTable.IsValidKey(key.Text)
            ? (source, key.Text.ToLowerInvariant())
            : throw new DeviceFilterException(key.Column, $"{key} is neither a field nor a key of an attribute or metric");
    }

    private (DeviceOperator Operator, List<FilterToken> Values) ParseComparison()
    {
        if (_tokens.TryTakeWord(FilterWords.In))
        {
            return (DeviceOperator.Equal, ParseList());
        }

        if (_tokens.TryTakeWord(FilterWords.Not))
        {
            return _tokens.TryTakeWord(FilterWords.In) ? (DeviceOperator.NotEqual, ParseList()) : throw _tokens.Unexpected("'in'");
        }

        var comparison = ParseOperator();
        return (comparison, [TakeValue()]);
    }

    private DeviceOperator ParseOperator() =>
        _tokens.Next.Kind == FilterTokenKind.Operator
            ? FilterWords.Operators[_tokens.Take().Text]
            : throw _tokens.Unexpected(Operators);

    private List<FilterToken> ParseList()
    {
        if (!_tokens.TryTakeMark("("))
        {
            throw _tokens.Unexpected("'('");
        }

        var values = new List<FilterToken>();
        do
        {
            if (++_listValues > DeviceFilterParser.MaxListValues)
            {
                throw new DeviceFilterException(
                    _tokens.Next.Column, $"the lists of a filter have at most {DeviceFilterParser.MaxListValues} values together");
            }

            values.Add(TakeValue());
        }
        while (_tokens.TryTakeMark(","));

        return _tokens.TryTakeMark(")") ? values : throw _tokens.Unexpected("',' or ')'");
    }

    private FilterToken TakeValue() =>
        _tokens.Next.Kind is FilterTokenKind.Word or FilterTokenKind.String ? _tokens.Take() : throw _tokens.Unexpected("a value");
}
