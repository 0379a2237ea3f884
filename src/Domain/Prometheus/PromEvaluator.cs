using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <summary>
/// Answers a query from samples that were read before: each node of the tree once, for all times together. Pure, and bounded by what it may
/// hold at once and by its caller's patience.
/// </summary>
/// <param name="grid">The times.</param>
/// <param name="samples">Of each read of the <see cref="ReadPlan"/>.</param>
/// <param name="cancellation">Looked at within each node: when it is cancelled, the evaluation ends.</param>
public sealed class PromEvaluator(
    EvaluationGrid grid, IReadOnlyDictionary<SelectorRead, IReadOnlyList<SampleSeries>> samples, CancellationToken cancellation)
{
    /// <summary>Values of all vectors of a query, over all times: 16 bytes each, and in the worst case all are held until its end.</summary>
    public const int MaxValues = 5_000_000;

    private readonly AggregateEvaluation _aggregates = new(grid.Count, cancellation);
    private readonly BinaryEvaluation _binaries = new(grid.Count, cancellation);
    private long _values;

    /// <exception cref="PromEvaluationException">It has no answer; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public PromValue Evaluate(PromExpression expression)
    {
        cancellation.ThrowIfCancellationRequested();
        var value = expression switch
        {
            NumberExpression number => Constant(number.Value),
            StringExpression text => new StringValue(text.Value),
            SelectorExpression { RangeMs: > 0 } selector => Range(selector),
            SelectorExpression selector => Instant(selector),
            NegateExpression negate => Negate(Evaluate(negate.Operand)),
            CallExpression call => Call(call),
            AggregateExpression aggregate => _aggregates.Evaluate(aggregate, Vector(aggregate.Operand), aggregate.Parameter is null ? null : Scalar(aggregate.Parameter)),
            BinaryExpression binary => _binaries.Evaluate(binary, Evaluate(binary.Left), Evaluate(binary.Right)),
            _ => throw new ArgumentOutOfRangeException(nameof(expression)),
        };
        return value is VectorValue vector ? Counted(vector) : value;
    }

    /// <summary>The series that have a value at any time, counted against what a query may hold.</summary>
    private VectorValue Counted(VectorValue vector)
    {
        Reserve(vector.Series.Count);
        return vector with { Series = [.. vector.Series.Where(series => Array.Exists(series.Values, v => v.HasValue))] };
    }

    private void Reserve(int series)
    {
        _values += (long)series * grid.Count;
        if (_values > MaxValues)
        {
            throw new PromEvaluationException(
                $"the query holds more than {MaxValues} values over its {grid.Count} times; choose fewer series or a longer step");
        }
    }

    private PromValue Negate(PromValue value) =>
        value is ScalarValue scalar ? new ScalarValue([.. scalar.Values.Select(v => -v)]) : Map((VectorValue)value, (_, v) => -v);

    private double[] Scalar(PromExpression expression) => ((ScalarValue)Evaluate(expression)).Values;

    private VectorValue Vector(PromExpression expression) => (VectorValue)Evaluate(expression);

    private ScalarValue Constant(double value) => new([.. Enumerable.Repeat(value, grid.Count)]);

    private IReadOnlyList<SampleSeries> Samples(SelectorRead read)
    {
        var found = samples[read];

        // Before they are laid out over the times.
        Reserve(found.Count);
        return found;
    }

    private VectorValue Instant(SelectorExpression selector)
    {
        var read = ReadPlan.Of(selector, null, grid);
        return new VectorValue([.. Samples(read).Select(series => new VectorSeries(series.Labels, SelectorEvaluation.Latest(series, read, grid)))]);
    }

    private RangeValue Range(SelectorExpression selector)
    {
        if (grid.Count > 1)
        {
            throw new PromEvaluationException("invalid expression type \"range vector\" for range query, must be Scalar or instant Vector");
        }

        var read = ReadPlan.Of(selector, null, grid);
        return new RangeValue([.. Samples(read).Select(series => SelectorEvaluation.Cut(series, selector, grid)).Where(series => series.TimesMs.Length > 0)]);
    }

    private PromValue Call(CallExpression call)
    {
        var name = call.Function.Name;
        var arguments = call.Arguments;
        if (RangeReducers.Find(name) is { } reducer)
        {
            return Reduce(call.Function, reducer, (SelectorExpression)arguments[^1], arguments.Count > 1 ? Scalar(arguments[0]) : null);
        }

        if (MathFunctions.Find(name) is { } function)
        {
            return Map(Vector(arguments[0]), (_, value) => function(value));
        }

        return name switch
        {
            "time" => new ScalarValue([.. Enumerable.Range(0, grid.Count).Select(step => grid.TimeAt(step) / 1000.0)]),
            "vector" => new VectorValue([new VectorSeries(LabelSet.Empty, [.. Scalar(arguments[0]).Select(value => (double?)value)])]),
            "scalar" => SingleValue(Vector(arguments[0])),
            "sort" or "sort_desc" => Sort(Vector(arguments[0]), isDescending: name == "sort_desc"),
            "round" => MapWith(arguments, 1, (value, p) => MathFunctions.Round(value, p[0])),
            "clamp" => MapWith(arguments, 0, (value, p) => MathFunctions.Clamp(value, p[0], p[1])),
            "clamp_min" => MapWith(arguments, 0, (value, p) => MathFunctions.Clamp(value, p[0], double.PositiveInfinity)),
            "clamp_max" => MapWith(arguments, 0, (value, p) => MathFunctions.Clamp(value, double.NegativeInfinity, p[0])),
            _ => throw new ArgumentOutOfRangeException(nameof(call)),
        };
    }

    private VectorValue Reduce(PromFunction function, RangeReducer reducer, SelectorExpression selector, double[]? parameters)
    {
        var found = Samples(ReadPlan.Of(selector, function, grid));
        if (RangeReducers.IsForTotals(function.Name))
        {
            // A name that was written out is wrong whether or not it has samples.
            foreach (var name in selector.Name is { } written ? [written] : found.Select(series => series.Labels[LabelSet.Name]))
            {
                ThrowUnlessTotal(function, name);
            }
        }

        var assembly = new VectorAssembly(grid.Count);
        foreach (var series in found)
        {
            var values = SelectorEvaluation.Reduce(series, selector, grid, reducer, parameters, cancellation);
            var reduced = new VectorSeries(series.Labels, values);
            assembly.Put(RangeReducers.KeepsName(function.Name) ? reduced : reduced.WithoutName());
        }

        return assembly.ToVector();
    }

    private static void ThrowUnlessTotal(PromFunction function, string metric)
    {
        if (SeriesName.TryParse(metric) is { } name && !SeriesName.IsTotal(name.Stat))
        {
            throw new PromEvaluationException(
                $"{function.Name}(): {metric} does not add up over time; {function.Name} takes series that do: those that end in :sum, :count or :reports");
        }
    }

    private VectorValue Map(VectorValue vector, Func<int, double, double?> map)
    {
        var assembly = new VectorAssembly(grid.Count);
        foreach (var series in vector.Series)
        {
            assembly.Put(series.Map(map).WithoutName());
        }

        return assembly.ToVector();
    }

    /// <summary>With the scalars that follow the vector; those left out are <paramref name="otherwise"/>.</summary>
    private VectorValue MapWith(FilterList<PromExpression> arguments, double otherwise, Func<double, double[], double?> map)
    {
        var parameters = arguments.Count > 1 ? arguments.Skip(1).Select(Scalar).ToList() : [Constant(otherwise).Values];
        return Map(Vector(arguments[0]), (step, value) => map(value, [.. parameters.Select(p => p[step])]));
    }

    private VectorValue Sort(VectorValue vector, bool isDescending) => grid.Count == 1 ? VectorOrder.Sorted(vector, isDescending) : vector;

    /// <summary>Of a vector of one series its value; NaN when there are none or several.</summary>
    private ScalarValue SingleValue(VectorValue vector)
    {
        var values = new double[grid.Count];
        for (var step = 0; step < values.Length; step++)
        {
            var present = vector.Series.Where(series => series.Values[step].HasValue).Take(2).ToList();
            values[step] = present.Count == 1 ? present[0].Values[step]!.Value : double.NaN;
        }

        return new ScalarValue(values);
    }
}
