using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <summary>Whether what stands beside an operator or in a call is of the right type, said where it stands.</summary>
internal sealed class OperandChecks(PromTokens tokens)
{
    public BinaryExpression Binary(PromToken sign, BinaryExpression made, bool isMatched)
    {
        var isScalar = made.Left.Type == PromType.Scalar && made.Right.Type == PromType.Scalar;
        var isVector = made.Left.Type == PromType.Vector && made.Right.Type == PromType.Vector;
        var both = made.Operator;
        foreach (var operand in (PromExpression[])[made.Left, made.Right])
        {
            if (operand.Type is not (PromType.Scalar or PromType.Vector))
            {
                throw tokens.At(sign, $"binary expression must contain only scalar and instant vector types, got {PromTypes.NameOf(operand.Type)}");
            }
        }

        var problem = both switch
        {
            _ when made.ReturnsBool && !BinaryOperators.IsComparison(both) => "bool modifier can only be used on comparison operators",
            _ when isScalar && BinaryOperators.IsComparison(both) && !made.ReturnsBool => "comparisons between scalars must use BOOL modifier",
            _ when BinaryOperators.IsSet(both) && !isVector => $"set operator \"{sign.Text}\" not allowed in binary scalar expression",
            _ when BinaryOperators.IsSet(both) && made.Matching.Cardinality != MatchCardinality.OneToOne =>
                $"no grouping allowed for \"{sign.Text}\" operation",
            _ when isMatched && !isVector => "vector matching only allowed between instant vectors",
            _ when made.Matching.IsOn && made.Matching.Include.Any(made.Matching.Labels.Contains) =>
                "a label must not occur in ON and GROUP clause at once",
            _ => null,
        };
        return problem is null ? made : throw tokens.At(sign, problem);
    }

    public CallExpression Call(PromToken word, CallExpression made)
    {
        var function = made.Function;
        var given = made.Arguments.Count;
        if (given < function.Required || given > function.Parameters.Count)
        {
            var wanted = function.Required == function.Parameters.Count ? $"{function.Required}" : $"{function.Required} to {function.Parameters.Count}";
            throw tokens.At(word, $"expected {wanted} argument(s) in call to \"{function.Name}\", got {given}");
        }

        for (var i = 0; i < given; i++)
        {
            Expect(word, function.Parameters[i], made.Arguments[i], $"call to function \"{function.Name}\"");
        }

        return made;
    }

    public AggregateExpression Aggregation(PromToken word, PromAggregation aggregation, FilterList<PromExpression> arguments, LabelGrouping grouping)
    {
        var hasParameter = PromAggregations.HasParameter(aggregation);
        var wanted = hasParameter ? 2 : 1;
        if (arguments.Count != wanted)
        {
            throw tokens.At(word, $"wrong number of arguments for aggregate expression provided, expected {wanted}, got {arguments.Count}");
        }

        if (hasParameter)
        {
            Expect(word, PromType.Scalar, arguments[0], "aggregation parameter");
        }

        Expect(word, PromType.Vector, arguments[^1], "aggregation expression");
        return new AggregateExpression(aggregation, arguments[^1], hasParameter ? arguments[0] : null, grouping);
    }

    private void Expect(PromToken at, PromType wanted, PromExpression given, string where)
    {
        if (given.Type != wanted)
        {
            throw tokens.At(at, $"expected type {PromTypes.NameOf(wanted)} in {where}, got {PromTypes.NameOf(given.Type)}");
        }
    }
}
