using Fleet.Domain.Prometheus;

namespace Fleet.Domain.Tests.Prometheus;

/// <summary>The language once more, without thought for speed: one time after the other, from the hourly samples, by the book.</summary>
internal sealed class NaivePromQl(RandomFleet fleet, long time)
{
    public sealed class NoAnswer : Exception;

    public double Scalar(PromExpression expression) => expression switch
    {
        NumberExpression number => number.Value,
        NegateExpression negate => -Scalar(negate.Operand),
        CallExpression call when Vector(call.Arguments[0]) is { Count: 1 } one => one[0].Value,
        CallExpression => double.NaN,
        BinaryExpression binary => Compute(binary.Operator, Scalar(binary.Left), Scalar(binary.Right)),
        _ => throw new InvalidOperationException(expression.ToString()),
    };

    public List<(LabelSet Labels, double Value)> Vector(PromExpression expression) => Distinct(expression switch
    {
        SelectorExpression selector => Latest(selector),
        NegateExpression negate => Unnamed(negate.Operand, value => -value),
        CallExpression call => Call(call),
        AggregateExpression aggregate => Aggregate(aggregate),
        BinaryExpression binary => Binary(binary),
        _ => throw new InvalidOperationException(expression.ToString()),
    });

    private static List<(LabelSet, double)> Distinct(IEnumerable<(LabelSet Labels, double Value)> samples)
    {
        var list = samples.ToList();
        return list.Select(sample => sample.Labels).Distinct().Count() == list.Count ? list : throw new NoAnswer();
    }

    private IEnumerable<(LabelSet, double)> Latest(SelectorExpression selector)
    {
        foreach (var series in fleet.HoursOf(selector))
        {
            foreach (var (at, value) in series.TimesMs.Zip(series.Values))
            {
                // Seen for the hour after its end.
                if (time - selector.OffsetMs >= at && time - selector.OffsetMs < at + RandomFleet.HourMs)
                {
                    yield return (series.Labels, value);
                }
            }
        }
    }

    private IEnumerable<(LabelSet, double)> Unnamed(PromExpression operand, Func<double, double> map) =>
        Vector(operand).Select(sample => (sample.Labels.Without(LabelSet.Name), map(sample.Value)));

    private IEnumerable<(LabelSet, double)> Call(CallExpression call)
    {
        var name = call.Function.Name;
        if (call.Arguments[^1] is SelectorExpression { RangeMs: > 0 } selector)
        {
            return Over(name, selector);
        }

        var parameter = call.Arguments.Count > 1 ? Scalar(call.Arguments[1]) : 0;
        return name switch
        {
            "sort" => Vector(call.Arguments[0]),
            "abs" => Unnamed(call.Arguments[0], value => value < 0 ? -value : value),
            "ceil" => Unnamed(call.Arguments[0], Math.Ceiling),
            "floor" => Unnamed(call.Arguments[0], Math.Floor),
            "sgn" => Unnamed(call.Arguments[0], value => value > 0 ? 1 : value < 0 ? -1 : value),
            "round" => Unnamed(call.Arguments[0], value => Math.Floor((value * (1 / parameter)) + 0.5) / (1 / parameter)),
            "clamp_min" => Unnamed(call.Arguments[0], value => double.IsNaN(parameter) || double.IsNaN(value) ? double.NaN : value < parameter ? parameter : value),
            "clamp_max" => Unnamed(call.Arguments[0], value => double.IsNaN(parameter) || double.IsNaN(value) ? double.NaN : value > parameter ? parameter : value),
            _ => throw new InvalidOperationException(name),
        };
    }

    private IEnumerable<(LabelSet, double)> Over(string name, SelectorExpression selector)
    {
        var end = time - selector.OffsetMs;
        foreach (var series in fleet.HoursOf(selector))
        {
            var values = series.TimesMs.Zip(series.Values).Where(s => s.First > end - selector.RangeMs && s.First <= end).Select(s => s.Second).ToList();
            if (values.Count == 0 || (name == "delta" && values.Count == 1))
            {
                continue;
            }

            var result = name switch
            {
                "increase" or "sum_over_time" => values.Sum(),
                "rate" => values.Sum() / (selector.RangeMs / 1000.0),
                "avg_over_time" => values.Sum() / values.Count,
                "min_over_time" => values.Min(),
                "max_over_time" => values.Max(),
                "count_over_time" => values.Count,
                "last_over_time" => values[^1],
                "delta" => values[^1] - values[0],
                _ => Quantile(0.3, values),
            };
            yield return (name == "last_over_time" ? series.Labels : series.Labels.Without(LabelSet.Name), result);
        }
    }

    private static double Quantile(double q, List<double> values)
    {
        if (double.IsNaN(q))
        {
            return double.NaN;
        }

        if (q is < 0 or > 1)
        {
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        values = [.. values.Order()];
        var rank = q * (values.Count - 1);
        var below = (int)rank;
        var share = rank - below;
        return (values[below] * (1 - share)) + (values[Math.Min(below + 1, values.Count - 1)] * share);
    }

    private IEnumerable<(LabelSet, double)> Aggregate(AggregateExpression aggregate)
    {
        var parameter = aggregate.Parameter is null ? 0 : Scalar(aggregate.Parameter);
        foreach (var group in Vector(aggregate.Operand).GroupBy(sample => LabelSet.Of(sample.Labels.Pairs.Where(pair => aggregate.Grouping.IsWithout
            ? pair.Name != LabelSet.Name && !aggregate.Grouping.Labels.Contains(pair.Name)
            : aggregate.Grouping.Labels.Contains(pair.Name)))))
        {
            var values = group.Select(sample => sample.Value).ToList();
            switch (aggregate.Operator)
            {
                case PromAggregation.TopK:
                case PromAggregation.BottomK:
                    var sign = aggregate.Operator == PromAggregation.TopK ? -1 : 1;
                    foreach (var sample in group.OrderBy(s => double.IsNaN(s.Value)).ThenBy(s => sign * s.Value).ThenBy(s => s.Labels.ToString(), StringComparer.Ordinal)
                        .Take(double.IsNaN(parameter) ? 0 : (int)Math.Clamp(parameter, 0, 1000)))
                    {
                        yield return sample;
                    }

                    break;
                default:
                    yield return (group.Key, aggregate.Operator switch
                    {
                        PromAggregation.Sum => values.Sum(),
                        PromAggregation.Avg => values.Sum() / values.Count,
                        PromAggregation.Count => values.Count,
                        PromAggregation.Min => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Min(),
                        PromAggregation.Max => values.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Max(),
                        _ => Quantile(parameter, values),
                    });
                    break;
            }
        }
    }

    private IEnumerable<(LabelSet, double)> Binary(BinaryExpression binary)
    {
        var operation = binary.Operator;
        var isFilter = operation is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual && !binary.ReturnsBool;
        LabelSet Named(LabelSet labels) => isFilter ? labels : labels.Without(LabelSet.Name);
        if (binary.Left.Type == PromType.Scalar || binary.Right.Type == PromType.Scalar)
        {
            var isLeft = binary.Left.Type == PromType.Scalar;
            var scalar = Scalar(isLeft ? binary.Left : binary.Right);
            return Vector(isLeft ? binary.Right : binary.Left)
                .Select(s => (s.Labels, s.Value, Result: isLeft ? Compute(operation, scalar, s.Value) : Compute(operation, s.Value, scalar)))
                .Where(s => !isFilter || s.Result == 1)
                .Select(s => (Named(s.Labels), isFilter ? s.Value : s.Result));
        }

        var (left, right, matching) = (Vector(binary.Left), Vector(binary.Right), binary.Matching);
        LabelSet Signature(LabelSet labels) => LabelSet.Of(labels.Pairs.Where(pair => matching.IsOn
            ? matching.Labels.Contains(pair.Name) : pair.Name != LabelSet.Name && !matching.Labels.Contains(pair.Name)));
        bool Has(List<(LabelSet Labels, double Value)> side, LabelSet labels) => side.Exists(s => Signature(s.Labels).Equals(Signature(labels)));
        switch (operation)
        {
            case BinaryOperator.And:
                return left.Where(l => Has(right, l.Labels));
            case BinaryOperator.Unless:
                return left.Where(l => !Has(right, l.Labels));
            case BinaryOperator.Or:
                return left.Concat(right.Where(r => !Has(left, r.Labels)));
        }

        var isSwapped = matching.Cardinality == MatchCardinality.OneToMany;
        var ones = isSwapped ? left : right;
        if (ones.GroupBy(s => Signature(s.Labels)).Any(same => same.Count() > 1))
        {
            throw new NoAnswer();
        }

        var pairs = (isSwapped ? right : left).SelectMany(m => ones.Where(o => Signature(o.Labels).Equals(Signature(m.Labels))).Select(o => (Many: m, One: o))).ToList();
        if (matching.Cardinality == MatchCardinality.OneToOne && pairs.GroupBy(pair => Signature(pair.Many.Labels)).Any(same => same.Count() > 1))
        {
            throw new NoAnswer();
        }

        return pairs
            .Select(pair => (Labels: matching.Include.Aggregate(pair.Many.Labels, (labels, label) => LabelSet.Of(
                labels.Pairs.Where(p => p.Name != label).Append((label, pair.One.Labels[label])))), Left: isSwapped ? pair.One.Value : pair.Many.Value, Right: isSwapped ? pair.Many.Value : pair.One.Value))
            .Select(pair => (pair.Labels, pair.Left, Result: Compute(operation, pair.Left, pair.Right)))
            .Where(pair => !isFilter || pair.Result == 1)
            .Select(pair => (matching.Cardinality != MatchCardinality.OneToOne ? Named(pair.Labels)
                : matching.IsOn ? Signature(pair.Labels)
                : Named(pair.Labels).Without(matching.Labels), isFilter ? pair.Left : pair.Result));
    }

    private static double Compute(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Equal => left == right ? 1 : 0,
        BinaryOperator.NotEqual => left != right ? 1 : 0,
        BinaryOperator.Less => left < right ? 1 : 0,
        BinaryOperator.LessOrEqual => left <= right ? 1 : 0,
        BinaryOperator.Greater => left > right ? 1 : 0,
        BinaryOperator.GreaterOrEqual => left >= right ? 1 : 0,
        _ => throw new InvalidOperationException(operation.ToString()),
    };
}
