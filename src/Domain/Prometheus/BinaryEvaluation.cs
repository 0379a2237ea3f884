namespace Fleet.Domain.Prometheus;

/// <summary>Binary operators, time by time.</summary>
internal sealed class BinaryEvaluation(int steps, CancellationToken cancellation)
{
    public PromValue Evaluate(BinaryExpression expression, PromValue left, PromValue right) => (left, right) switch
    {
        (ScalarValue l, ScalarValue r) => new ScalarValue([.. l.Values.Zip(r.Values, (a, b) => BinaryOperators.Compute(expression.Operator, a, b))]),
        (VectorValue l, ScalarValue r) => WithScalar(expression, l, r, isScalarLeft: false),
        (ScalarValue l, VectorValue r) => WithScalar(expression, r, l, isScalarLeft: true),
        (VectorValue l, VectorValue r) when BinaryOperators.IsSet(expression.Operator) => SetOperation(expression, l, r),
        (VectorValue l, VectorValue r) => Match(expression, l, r),
        _ => throw new ArgumentOutOfRangeException(nameof(left)),
    };

    private VectorValue WithScalar(BinaryExpression expression, VectorValue vector, ScalarValue scalar, bool isScalarLeft)
    {
        var isFilter = IsFilter(expression);
        var assembly = new VectorAssembly(steps);
        foreach (var series in vector.Series)
        {
            cancellation.ThrowIfCancellationRequested();
            var mapped = series.Map((step, value) =>
            {
                var (l, r) = isScalarLeft ? (scalar.Values[step], value) : (value, scalar.Values[step]);
                return isFilter ? (BinaryOperators.Holds(expression.Operator, l, r) ? value : null) : BinaryOperators.Compute(expression.Operator, l, r);
            });
            assembly.Put(isFilter ? mapped : mapped.WithoutName());
        }

        return assembly.ToVector();
    }

    private VectorValue SetOperation(BinaryExpression expression, VectorValue left, VectorValue right)
    {
        var assembly = new VectorAssembly(steps);
        var isOr = expression.Operator == BinaryOperator.Or;
        var other = Presence(expression.Matching, isOr ? left : right);
        foreach (var series in isOr ? left.Series : [])
        {
            assembly.Put(series);
        }

        var wanted = expression.Operator == BinaryOperator.And;
        foreach (var series in isOr ? right.Series : left.Series)
        {
            cancellation.ThrowIfCancellationRequested();
            var there = other.GetValueOrDefault(expression.Matching.Signature(series.Labels));
            assembly.Put(series.Map((step, value) => (there?[step] ?? false) == wanted ? value : null));
        }

        return assembly.ToVector();
    }

    private Dictionary<LabelSet, bool[]> Presence(VectorMatching matching, VectorValue vector)
    {
        var present = new Dictionary<LabelSet, bool[]>();
        foreach (var series in vector.Series)
        {
            var signature = matching.Signature(series.Labels);
            if (!present.TryGetValue(signature, out var there))
            {
                present[signature] = there = new bool[steps];
            }

            for (var step = 0; step < steps; step++)
            {
                there[step] |= series.Values[step].HasValue;
            }
        }

        return present;
    }

    private VectorValue Match(BinaryExpression expression, VectorValue left, VectorValue right)
    {
        var matching = expression.Matching;
        var isSwapped = matching.Cardinality == MatchCardinality.OneToMany;
        var ones = Ones(matching, isSwapped ? left : right, isSwapped ? "left" : "right");
        var taken = new Dictionary<LabelSet, bool[]>();
        var assembly = new VectorAssembly(steps);
        foreach (var many in isSwapped ? right.Series : left.Series)
        {
            cancellation.ThrowIfCancellationRequested();
            var signature = matching.Signature(many.Labels);
            if (!ones.TryGetValue(signature, out var partners))
            {
                continue;
            }

            var used = taken.TryGetValue(signature, out var known) ? known : taken[signature] = new bool[steps];
            for (var step = 0; step < steps; step++)
            {
                if (many.Values[step] is not { } value || partners[step] is not { } partner)
                {
                    continue;
                }

                if (matching.Cardinality == MatchCardinality.OneToOne && used[step])
                {
                    throw new PromEvaluationException("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
                }

                used[step] = true;
                var other = partner.Values[step]!.Value;
                var (l, r) = isSwapped ? (other, value) : (value, other);
                if (!IsFilter(expression) || BinaryOperators.Holds(expression.Operator, l, r))
                {
                    assembly.Put(ResultLabels(expression, many.Labels, partner.Labels), step, IsFilter(expression) ? l : BinaryOperators.Compute(expression.Operator, l, r));
                }
            }
        }

        return assembly.ToVector();
    }

    /// <summary>The series of the side that has one for each signature, by time.</summary>
    private Dictionary<LabelSet, VectorSeries?[]> Ones(VectorMatching matching, VectorValue side, string name)
    {
        var ones = new Dictionary<LabelSet, VectorSeries?[]>();
        foreach (var series in side.Series)
        {
            var signature = matching.Signature(series.Labels);
            var there = ones.TryGetValue(signature, out var known) ? known : ones[signature] = new VectorSeries?[steps];
            for (var step = 0; step < steps; step++)
            {
                if (series.Values[step].HasValue)
                {
                    there[step] = there[step] is not { } first ? series : throw new PromEvaluationException(
                        $"found duplicate series for the match group {signature} on the {name} hand-side of the operation: [{series.Labels}, {first.Labels}]"
                        + "; many-to-many matching not allowed: matching labels must be unique on one side");
                }
            }
        }

        return ones;
    }

    private static LabelSet ResultLabels(BinaryExpression expression, LabelSet many, LabelSet one)
    {
        var matching = expression.Matching;
        var labels = IsFilter(expression) ? many : many.Without(LabelSet.Name);
        if (matching.Cardinality == MatchCardinality.OneToOne)
        {
            return matching.IsOn ? labels.Only(matching.Labels) : labels.Without(matching.Labels);
        }

        foreach (var label in matching.Include)
        {
            labels = labels.With(label, one[label]);
        }

        return labels;
    }

    private static bool IsFilter(BinaryExpression expression) => BinaryOperators.IsComparison(expression.Operator) && !expression.ReturnsBool;
}
