namespace Fleet.Domain.Prometheus;

/// <summary>
/// Reads the part of PromQL that fleet metrics can answer; docs/design/prometheus.md has its grammar. What Prometheus has and we do not is
/// refused by name, never answered otherwise.
/// </summary>
public static class PromQlParser
{
    /// <summary>Characters of a query: a chart's variables may list hundreds of serials.</summary>
    public const int MaxLength = 32_768;

    /// <summary>Operators, calls, selectors and literals of a query. Each is evaluated at each step, and nests at most as deep as there are.</summary>
    public const int MaxNodes = 500;

    /// <exception cref="PromQlException">It cannot be read.</exception>
    public static PromExpression Parse(string text)
    {
        var parser = Begin(text, out var tokens);
        var expression = parser.ParseWhole();
        return tokens.Next.Kind == PromTokenKind.End ? expression : throw tokens.Unexpected("expression", "an operator or the end");
    }

    /// <summary>Reads a selector alone, as <c>match[]</c> has it.</summary>
    /// <exception cref="PromQlException">It cannot be read, or is more than that.</exception>
    public static SelectorExpression ParseSelector(string text) => Parse(text) switch
    {
        SelectorExpression { RangeMs: 0, OffsetMs: 0 } selector => selector,
        _ => throw new PromQlException(1, 1, "a series selector without range and offset was expected"),
    };

    private static ExpressionParser Begin(string text, out PromTokens tokens)
    {
        if (text.Length > MaxLength)
        {
            throw new PromQlException(1, 1, $"a query of {text.Length} characters, at most {MaxLength} allowed");
        }

        tokens = new PromTokens(new PromLexer(text));
        return tokens.Next.Kind == PromTokenKind.End ? throw tokens.At(tokens.Next, "no expression found in input") : new ExpressionParser(tokens);
    }
}
