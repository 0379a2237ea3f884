using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <summary>Writes a tree as a query that is read back as the same tree.</summary>
public static class PromPrinter
{
    public static string Print(PromExpression expression) => expression switch
    {
        NumberExpression number => PromText.Number(number.Value),
        StringExpression text => PromText.Quote(text.Value),
        SelectorExpression selector => Selector(selector),
        NegateExpression negate => $"-{Operand(negate.Operand)}",
        CallExpression call => $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(Print))})",
        AggregateExpression aggregate => Aggregate(aggregate),
        BinaryExpression binary => Binary(binary),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    /// <summary>In parentheses when another operator may come between.</summary>
    private static string Operand(PromExpression operand) =>
        operand is BinaryExpression or NegateExpression || (operand is NumberExpression number && IsSigned(number.Value)) ? $"({Print(operand)})" : Print(operand);

    private static bool IsSigned(double value) => !double.IsNaN(value) && (double.IsNegative(value) || double.IsInfinity(value));

    private static string Binary(BinaryExpression binary)
    {
        var modifiers = binary.ReturnsBool ? " bool" : "";
        if (binary.Matching != VectorMatching.Default)
        {
            modifiers += $" {(binary.Matching.IsOn ? "on" : "ignoring")} {Labels(binary.Matching.Labels)}";
            modifiers += binary.Matching.Cardinality switch
            {
                MatchCardinality.ManyToOne => $" group_left {Labels(binary.Matching.Include)}",
                MatchCardinality.OneToMany => $" group_right {Labels(binary.Matching.Include)}",
                _ => "",
            };
        }

        return $"{Operand(binary.Left)} {BinaryOperators.TextOf(binary.Operator)}{modifiers} {Operand(binary.Right)}";
    }

    private static string Aggregate(AggregateExpression aggregate)
    {
        var grouping = aggregate.Grouping == LabelGrouping.None ? ""
            : $" {(aggregate.Grouping.IsWithout ? "without" : "by")} {Labels(aggregate.Grouping.Labels)} ";
        var parameter = aggregate.Parameter is null ? "" : $"{Print(aggregate.Parameter)}, ";
        return $"{PromAggregations.NameOf(aggregate.Operator)}{grouping}({parameter}{Print(aggregate.Operand)})";
    }

    private static string Selector(SelectorExpression selector)
    {
        var hasName = selector.Matchers is [{ Label: LabelSet.Name, Operator: MatchOperator.Equal } first, ..] && IsName(first.Value)
            && selector.Matchers.Count(matcher => matcher.Label == LabelSet.Name) == 1;
        var matchers = string.Join(", ", selector.Matchers.Skip(hasName ? 1 : 0).Select(Matcher));
        var name = hasName ? selector.Matchers[0].Value : "";
        var range = selector.RangeMs > 0 ? $"[{PromText.Duration(selector.RangeMs)}]" : "";
        var offset = selector.OffsetMs != 0 ? $" offset {PromText.Duration(selector.OffsetMs)}" : "";
        return $"{name}{(hasName && matchers.Length == 0 ? "" : $"{{{matchers}}}")}{range}{offset}";
    }

    private static string Matcher(LabelMatcher matcher)
    {
        var sign = matcher.Operator switch
        {
            MatchOperator.Equal => "=",
            MatchOperator.NotEqual => "!=",
            MatchOperator.Matches => "=~",
            _ => "!~",
        };
        return $"{matcher.Label}{sign}{PromText.Quote(matcher.Value)}";
    }

    /// <summary>Whether it can stand without quotes: one with a colon inside is no word of the language.</summary>
    private static bool IsName(string name) =>
        name.Contains(':', StringComparison.Ordinal) && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');

    private static string Labels(FilterList<string> labels) => $"({string.Join(", ", labels)})";
}
