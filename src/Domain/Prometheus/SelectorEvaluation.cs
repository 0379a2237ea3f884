namespace Fleet.Domain.Prometheus;

/// <summary>The values of selectors: the sample that is seen at each time, or what a function makes of those in a range before it.</summary>
internal static class SelectorEvaluation
{
    /// <summary>A sample is seen from its time on, for the length of its bucket.</summary>
    public static double?[] Latest(SampleSeries series, SelectorRead read, EvaluationGrid grid)
    {
        var values = new double?[grid.Count];
        var next = 0;
        for (var step = 0; step < values.Length; step++)
        {
            var time = grid.TimeAt(step) - read.Selector.OffsetMs;
            while (next < series.TimesMs.Length && series.TimesMs[next] <= time)
            {
                next++;
            }

            values[step] = next > 0 && series.TimesMs[next - 1] > time - read.LookbackMs ? series.Values[next - 1] : null;
        }

        return values;
    }

    /// <summary>Of the samples after the range's begin and up to its end, both by the time of the step.</summary>
    public static double?[] Reduce(
        SampleSeries series, SelectorExpression selector, EvaluationGrid grid, RangeReducer reducer, double[]? parameters, CancellationToken cancellation)
    {
        var values = new double?[grid.Count];
        var (first, end) = (0, 0);
        for (var step = 0; step < values.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var time = grid.TimeAt(step) - selector.OffsetMs;
            while (end < series.TimesMs.Length && series.TimesMs[end] <= time)
            {
                end++;
            }

            while (first < end && series.TimesMs[first] <= time - selector.RangeMs)
            {
                first++;
            }

            values[step] = first < end
                ? reducer(series.Values.AsSpan(first, end - first), selector.RangeMs / 1000.0, parameters?[step] ?? 0)
                : null;
        }

        return values;
    }

    /// <summary>The samples themselves, at a single time.</summary>
    public static SampleSeries Cut(SampleSeries series, SelectorExpression selector, EvaluationGrid grid)
    {
        var to = grid.EndMs - selector.OffsetMs;
        var first = Array.FindIndex(series.TimesMs, time => time > to - selector.RangeMs && time <= to);
        var end = Array.FindLastIndex(series.TimesMs, time => time <= to) + 1;
        return first < 0 ? series with { TimesMs = [], Values = [] } : series with { TimesMs = series.TimesMs[first..end], Values = series.Values[first..end] };
    }
}
