using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <summary>Operator precedence after Pratt: an expression is an operand, followed by operators that bind at least as tightly as asked.</summary>
internal sealed class ExpressionParser
{
    private readonly PromTokens _tokens;
    private readonly SelectorParser _selectors;
    private readonly OperandChecks _checks;
    private int _nodes;

    public ExpressionParser(PromTokens tokens)
    {
        _tokens = tokens;
        _selectors = new SelectorParser(tokens);
        _checks = new OperandChecks(tokens);
    }

    public PromExpression ParseWhole() => Parse(leastPrecedence: 0);

    private PromExpression Parse(int leastPrecedence)
    {
        var left = ParseUnary();
        while (BinaryOperators.TryFind(_tokens.Next, out var operation) && BinaryOperators.Precedence(operation) >= leastPrecedence)
        {
            var sign = _tokens.Take();
            CountNode(sign);
            var isBool = _tokens.TryTakeWord("bool");
            var matching = ParseMatching(out var isMatched);

            // All but the power group from the left.
            var next = BinaryOperators.Precedence(operation) + (operation == BinaryOperator.Power ? 0 : 1);
            left = _checks.Binary(sign, new BinaryExpression(operation, left, Parse(next), isBool, matching), isMatched);
        }

        return left;
    }

    private PromExpression ParseUnary()
    {
        var sign = _tokens.Next;
        if (!sign.Is("-") && !sign.Is("+"))
        {
            return ParseOperand();
        }

        CountNode(_tokens.Take());
        var operand = Parse(BinaryOperators.UnaryPrecedence + 1);
        if (operand.Type is not (PromType.Scalar or PromType.Vector))
        {
            throw _tokens.At(sign, $"unary expression only allowed on expressions of type scalar or instant vector, got {PromTypes.NameOf(operand.Type)}");
        }

        return sign.Is("+") ? operand : operand is NumberExpression number ? new NumberExpression(-number.Value) : new NegateExpression(operand);
    }

    private PromExpression ParseOperand()
    {
        var start = _tokens.Next;
        CountNode(start);
        var operand = ParsePrimary(start);
        if (operand is SelectorExpression selector && !start.Is("("))
        {
            return _selectors.ParseModifiers(selector);
        }

        return _tokens.Next switch
        {
            var next when next.Is("[") => throw _tokens.At(next, "subqueries are not supported: a range goes with a selector"),
            var next when next.Is("@") => throw _tokens.At(next, "the @ modifier is not supported"),
            var next when PromTokens.IsWord(next, "offset") => throw _tokens.At(next, "an offset goes with a selector"),
            _ => operand,
        };
    }

    private PromExpression ParsePrimary(PromToken start)
    {
        switch (start.Kind)
        {
            case PromTokenKind.Number:
                return PromLexer.TryParseNumber(_tokens.Take().Text, out var number) ? new NumberExpression(number) : throw _tokens.At(start, "bad number syntax");
            case PromTokenKind.String:
                return new StringExpression(_tokens.Take().Text);
            case PromTokenKind.Sign when start.Is("("):
                _tokens.Take();
                var inner = Parse(leastPrecedence: 0);
                _tokens.Expect(")", "parenthesised expression");
                return inner;
            case PromTokenKind.Sign when start.Is("{"):
                return _selectors.Parse(name: null);
            case PromTokenKind.Word:
                return ParseWord(_tokens.Take());
            default:
                throw _tokens.Unexpected("expression", "a number, a string, a selector, a function, an aggregation or \"(\"");
        }
    }

    private PromExpression ParseWord(PromToken word)
    {
        var isGrouped = PromTokens.IsWord(_tokens.Next, "by") || PromTokens.IsWord(_tokens.Next, "without");
        var isCalled = _tokens.Next.Is("(");
        if ((isCalled || isGrouped) && PromAggregations.TryFind(word.Text, out var aggregation))
        {
            return ParseAggregation(word, aggregation);
        }

        if ((isCalled || isGrouped) && PromAggregations.IsUnsupported(word.Text))
        {
            throw _tokens.At(word, $"unsupported aggregation \"{word.Text}\"");
        }

        if (isCalled)
        {
            return ParseCall(word);
        }

        return word.Text.ToLowerInvariant() switch
        {
            "inf" => new NumberExpression(double.PositiveInfinity),
            "nan" => new NumberExpression(double.NaN),
            "by" or "without" or "on" or "ignoring" or "group_left" or "group_right" or "bool" or "offset" or "or" or "and" or "unless" =>
                throw _tokens.At(word, $"unexpected {word} in expression"),
            _ => _selectors.Parse(word),
        };
    }

    private CallExpression ParseCall(PromToken word)
    {
        var function = PromFunctions.Find(word.Text)
            ?? throw _tokens.At(word, PromFunctions.IsUnsupported(word.Text)
                ? $"unsupported function \"{word.Text}\""
                : $"unknown function with name \"{word.Text}\"");
        return _checks.Call(word, new CallExpression(function, ParseArguments()));
    }

    private AggregateExpression ParseAggregation(PromToken word, PromAggregation aggregation)
    {
        var grouping = TryParseGrouping();
        if (!_tokens.Next.Is("("))
        {
            throw _tokens.Unexpected("aggregation", "\"(\"");
        }

        var arguments = ParseArguments();
        grouping ??= TryParseGrouping() ?? LabelGrouping.None;
        return _checks.Aggregation(word, aggregation, arguments, grouping);
    }

    private LabelGrouping? TryParseGrouping()
    {
        var isWithout = PromTokens.IsWord(_tokens.Next, "without");
        if (!isWithout && !PromTokens.IsWord(_tokens.Next, "by"))
        {
            return null;
        }

        _tokens.Take();
        return new LabelGrouping(isWithout, ParseLabels());
    }

    private VectorMatching ParseMatching(out bool isMatched)
    {
        var isOn = PromTokens.IsWord(_tokens.Next, "on");
        isMatched = isOn || PromTokens.IsWord(_tokens.Next, "ignoring");
        if (!isMatched)
        {
            return VectorMatching.Default;
        }

        _tokens.Take();
        var labels = ParseLabels();
        var cardinality = _tokens.TryTakeWord("group_left") ? MatchCardinality.ManyToOne
            : _tokens.TryTakeWord("group_right") ? MatchCardinality.OneToMany
            : MatchCardinality.OneToOne;
        FilterList<string> include = cardinality != MatchCardinality.OneToOne && _tokens.Next.Is("(") ? ParseLabels() : [];
        return new VectorMatching(isOn, labels, cardinality, include);
    }

    private FilterList<string> ParseLabels()
    {
        _tokens.Expect("(", "list of labels");
        var labels = new List<string>();
        while (!_tokens.Next.Is(")"))
        {
            labels.Add(_selectors.TakeLabel("list of labels"));
            if (!_tokens.TryTake(","))
            {
                break;
            }
        }

        _tokens.Expect(")", "list of labels");
        return [.. labels];
    }

    private FilterList<PromExpression> ParseArguments()
    {
        _tokens.Expect("(", "call");
        var arguments = new List<PromExpression>();
        while (!_tokens.Next.Is(")"))
        {
            arguments.Add(Parse(leastPrecedence: 0));
            if (!_tokens.TryTake(","))
            {
                break;
            }
        }

        _tokens.Expect(")", "call");
        return [.. arguments];
    }

    private void CountNode(PromToken at)
    {
        if (++_nodes > PromQlParser.MaxNodes)
        {
            throw _tokens.At(at, $"a query has at most {PromQlParser.MaxNodes} operators, calls, selectors and literals");
        }
    }
}
