namespace Fleet.Domain.Prometheus;

/// <summary>Reads selectors: <c>fleet:cpu_usage_pct:mean{cohort=~"a|b"}[1d] offset 1w</c>.</summary>
internal sealed class SelectorParser(PromTokens tokens)
{
    private const string InMatchers = "label matching";

    /// <summary>The matchers; the name has been taken.</summary>
    /// <param name="name">Null for a selector without.</param>
    public SelectorExpression Parse(PromToken? name)
    {
        var start = name ?? tokens.Next;
        var matchers = new List<LabelMatcher>();
        if (name is { } metric)
        {
            matchers.Add(LabelMatcher.Of(LabelSet.Name, MatchOperator.Equal, metric.Text));
        }

        if (tokens.TryTake("{"))
        {
            while (!tokens.Next.Is("}"))
            {
                matchers.Add(ParseMatcher(name));
                if (!tokens.TryTake(","))
                {
                    break;
                }
            }

            tokens.Expect("}", InMatchers);
        }

        return matchers.Exists(matcher => !matcher.Matches(""))
            ? new SelectorExpression([.. matchers], 0, 0)
            : throw tokens.At(start, "vector selector must contain at least one non-empty matcher");
    }

    /// <summary>Range and offset, after the matchers.</summary>
    public SelectorExpression ParseModifiers(SelectorExpression selector)
    {
        while (true)
        {
            var sign = tokens.Next;
            if (sign.Is("["))
            {
                if (selector.RangeMs > 0 || selector.OffsetMs != 0)
                {
                    throw tokens.At(sign, selector.RangeMs > 0 ? "subqueries are not supported: a selector has one range" : "the range goes before the offset");
                }

                selector = selector with { RangeMs = ParseRange() };
            }
            else if (tokens.TryTakeWord("offset"))
            {
                if (selector.OffsetMs != 0)
                {
                    throw tokens.At(sign, "offset may not be set multiple times");
                }

                var isNegative = tokens.TryTake("-");
                var length = TakeDuration("offset");
                selector = selector with { OffsetMs = isNegative ? -length : length };
            }
            else if (sign.Is("@"))
            {
                throw tokens.At(sign, "the @ modifier is not supported");
            }
            else
            {
                return selector;
            }
        }
    }

    /// <summary>The name of a label; words of the language may be one.</summary>
    public string TakeLabel(string where) =>
        tokens.Next is { Kind: PromTokenKind.Word } word && !word.Text.Contains(':', StringComparison.Ordinal)
            ? tokens.Take().Text
            : throw tokens.Unexpected(where, "label");

    private LabelMatcher ParseMatcher(PromToken? name)
    {
        var start = tokens.Next;
        var label = TakeLabel(InMatchers);
        var comparison = tokens.Next switch
        {
            var sign when sign.Is("=") => MatchOperator.Equal,
            var sign when sign.Is("!=") => MatchOperator.NotEqual,
            var sign when sign.Is("=~") => MatchOperator.Matches,
            var sign when sign.Is("!~") => MatchOperator.MatchesNot,
            _ => throw tokens.Unexpected(InMatchers, "one of = != =~ !~"),
        };
        tokens.Take();
        if (tokens.Next.Kind != PromTokenKind.String)
        {
            throw tokens.Unexpected(InMatchers, "string");
        }

        if (label == LabelSet.Name && name is not null)
        {
            throw tokens.At(start, $"metric name must not be set twice: \"{name.Value.Text}\" or {tokens.Next}");
        }

        var value = tokens.Take();
        try
        {
            return LabelMatcher.Of(label, comparison, value.Text);
        }
        catch (ArgumentException e)
        {
            throw tokens.At(value, e.Message);
        }
    }

    private long ParseRange()
    {
        tokens.Expect("[", "range");
        var length = TakeDuration("range");
        if (tokens.Next.Is(":"))
        {
            throw tokens.At(tokens.Next, "subqueries are not supported: give the range alone");
        }

        tokens.Expect("]", "range");
        return length;
    }

    private long TakeDuration(string where)
    {
        if (tokens.Next.Kind != PromTokenKind.Duration)
        {
            throw tokens.Unexpected(where, "duration such as 1h30m");
        }

        var token = tokens.Take();
        return PromText.TryParseDuration(token.Text, out var ms) && ms > 0 ? ms : throw tokens.At(token, "duration must be greater than 0");
    }
}
