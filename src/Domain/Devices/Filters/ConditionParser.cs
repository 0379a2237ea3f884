using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices.Filters;

/// <summary>Reads one condition after the other, and counts them.</summary>
internal sealed class ConditionParser(FilterTokens tokens)
{
    private const string Operators = "an operator (=, !=, ^=, ~, <, <=, >, >=, in, not in)";

    private static readonly string AnOperand =
        $"a field ({string.Join(", ", FilterWords.Fields.Keys.Concat(FilterWords.Times.Keys))}), the key of an attribute or metric, 'not' or '('";

    private int _conditions;
    private int _listValues;

    /// <summary>condition = operand operator value | operand [ "not" ] "in" "(" value { "," value } ")"</summary>
    public DeviceFilter Parse()
    {
        var start = tokens.Next;
        if (start.Kind is not (FilterTokenKind.Word or FilterTokenKind.String))
        {
            throw tokens.Unexpected(AnOperand);
        }

        if (++_conditions > DeviceFilterParser.MaxConditions)
        {
            throw new DeviceFilterException(start.Column, $"a filter has at most {DeviceFilterParser.MaxConditions} conditions");
        }

        tokens.Take();
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
        var sign = tokens.Next;
        var comparison = sign.Kind == FilterTokenKind.Operator ? ParseOperator() : throw Wrong();
        return comparison is DeviceOperator.StartsWith or DeviceOperator.Like
            ? throw Wrong()
            : new TimeCondition(field, comparison, FilterValues.TakeTime(tokens));

        DeviceFilterException Wrong() => FilterTokens.Unexpected(sign, "an operator for times (=, !=, <, <=, >, >=)");
    }

    private LatestCondition ParseLatest(FilterToken start)
    {
        var (source, key) = ParseKey(start);
        var sign = tokens.Next;
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
                    : tokens.Next.Kind == FilterTokenKind.String ? tokens.Take() : throw tokens.Unexpected($"a key behind '{prefix}'");
            }
        }

        return KeyTable.IsValidKey(key.Text)
            ? (source, key.Text.ToLowerInvariant())
            : throw new DeviceFilterException(key.Column, $"{key} is neither a field nor a key of an attribute or metric");
    }

    private (DeviceOperator Operator, List<FilterToken> Values) ParseComparison()
    {
        if (tokens.TryTakeWord(FilterWords.In))
        {
            return (DeviceOperator.Equal, ParseList());
        }

        if (tokens.TryTakeWord(FilterWords.Not))
        {
            return tokens.TryTakeWord(FilterWords.In) ? (DeviceOperator.NotEqual, ParseList()) : throw tokens.Unexpected("'in'");
        }

        var comparison = ParseOperator();
        return (comparison, [TakeValue()]);
    }

    private DeviceOperator ParseOperator() =>
        tokens.Next.Kind == FilterTokenKind.Operator
            ? FilterWords.Operators[tokens.Take().Text]
            : throw tokens.Unexpected(Operators);

    private List<FilterToken> ParseList()
    {
        if (!tokens.TryTakeMark("("))
        {
            throw tokens.Unexpected("'('");
        }

        var values = new List<FilterToken>();
        do
        {
            if (++_listValues > DeviceFilterParser.MaxListValues)
            {
                throw new DeviceFilterException(
                    tokens.Next.Column, $"the lists of a filter have at most {DeviceFilterParser.MaxListValues} values together");
            }

            values.Add(TakeValue());
        }
        while (tokens.TryTakeMark(","));

        return tokens.TryTakeMark(")") ? values : throw tokens.Unexpected("',' or ')'");
    }

    private FilterToken TakeValue() =>
        tokens.Next.Kind is FilterTokenKind.Word or FilterTokenKind.String ? tokens.Take() : throw tokens.Unexpected("a value");
}
