namespace Fleet.Domain.Prometheus;

/// <summary>Aggregation of a vector's series by group, time by time.</summary>
internal sealed class AggregateEvaluation(int steps, CancellationToken cancellation)
{
    public VectorValue Evaluate(AggregateExpression expression, VectorValue operand, double[]? parameters)
    {
        var groups = operand.Series.GroupBy(series => expression.Grouping.Of(series.Labels)).ToList();
        return expression.Operator is PromAggregation.TopK or PromAggregation.BottomK
            ? Choose(groups.Select(group => group.ToList()), parameters!, isTop: expression.Operator == PromAggregation.TopK)
            : new VectorValue([.. groups.Select(group => new VectorSeries(group.Key, Combine(expression.Operator, [.. group], parameters)))]);
    }

    private double?[] Combine(PromAggregation operation, List<VectorSeries> group, double[]? parameters)
    {
        var combined = new double?[steps];
        var buffer = new double[group.Count];
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = 0;
            foreach (var series in group)
            {
                if (series.Values[step] is { } value)
                {
                    buffer[count++] = value;
                }
            }

            combined[step] = count == 0 ? null : Combine(operation, buffer.AsSpan(0, count), parameters?[step] ?? 0);
        }

        return combined;
    }

    private static double Combine(PromAggregation operation, ReadOnlySpan<double> values, double parameter) => operation switch
    {
        PromAggregation.Sum => CompensatedSum.Of(values),
        PromAggregation.Avg => CompensatedSum.Of(values) / values.Length,
        PromAggregation.Min => SampleOrder.Min(values),
        PromAggregation.Max => SampleOrder.Max(values),
        PromAggregation.Count => values.Length,
        _ => SampleOrder.Quantile(values, parameter),
    };

    /// <summary>The k greatest or least of each group at each time; the others have no value then. Of equal ones the first in the order of labels.</summary>
    private VectorValue Choose(IEnumerable<List<VectorSeries>> groups, double[] counts, bool isTop)
    {
        var chosen = new List<VectorSeries>();
        foreach (var group in groups)
        {
            var members = group.OrderBy(series => series.Labels.ToString(), StringComparer.Ordinal).ToList();
            var kept = members.ConvertAll(series => series with { Values = new double?[steps] });
            for (var step = 0; step < steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = (int)Math.Clamp(double.IsNaN(counts[step]) ? 0 : counts[step], 0, members.Count);
                foreach (var index in VectorOrder.Of(members, step, isTop).Take(count))
                {
                    kept[index].Values[step] = members[index].Values[step];
                }
            }

            chosen.AddRange(kept);
        }

        return steps == 1 ? VectorOrder.Sorted(new VectorValue(chosen), isTop) : new VectorValue(chosen);
    }
}
