using Fleet.Domain.Metrics;

namespace Fleet.Domain.Prometheus;

/// <summary>
/// What a query has to read. Selectors read hours, and days when the steps are days or longer. A range reads hours whatever the step, so that
/// what a function of it means depends on nothing but the range; days only where they give the same.
/// </summary>
public static class ReadPlan
{
    private static readonly long DayMs = Bucket.LengthMs(Resolution.Day);

    /// <summary>Each read once, in the order of the query.</summary>
    public static IReadOnlyList<SelectorRead> Of(PromExpression expression, EvaluationGrid grid)
    {
        var reads = new List<SelectorRead>();
        Collect(expression, null, grid, reads);
        return [.. reads.Distinct()];
    }

    /// <param name="selector">With a range or without.</param>
    /// <param name="function">That the range is given to; null of a selector without.</param>
    /// <param name="grid">The times asked for.</param>
    internal static SelectorRead Of(SelectorExpression selector, PromFunction? function, EvaluationGrid grid) =>
        new(selector, (function is null ? grid.StepMs >= DayMs : IsSameByDay(selector, function, grid)) ? Resolution.Day : Resolution.Hour);

    /// <summary>Ranges that begin and end with a day at each step, of what a day's bucket has as its hours have it.</summary>
    private static bool IsSameByDay(SelectorExpression selector, PromFunction function, EvaluationGrid grid) =>
        selector.RangeMs % DayMs == 0
        && (grid.StartMs - selector.OffsetMs) % DayMs == 0
        && (grid.Count == 1 || grid.StepMs % DayMs == 0)
        && selector.Name is { } name
        && SeriesName.TryParse(name) is { } series
        && RangeReducers.IsSameByDay(function.Name, series.Stat);

    private static void Collect(PromExpression expression, PromFunction? function, EvaluationGrid grid, List<SelectorRead> reads)
    {
        switch (expression)
        {
            case SelectorExpression selector:
                reads.Add(Of(selector, function, grid));
                break;
            case NegateExpression negate:
                Collect(negate.Operand, null, grid, reads);
                break;
            case BinaryExpression binary:
                Collect(binary.Left, null, grid, reads);
                Collect(binary.Right, null, grid, reads);
                break;
            case AggregateExpression aggregate:
                Collect(aggregate.Operand, null, grid, reads);
                if (aggregate.Parameter is { } parameter)
                {
                    Collect(parameter, null, grid, reads);
                }

                break;
            case CallExpression call:
                foreach (var argument in call.Arguments)
                {
                    Collect(argument, argument.Type == PromType.Range ? call.Function : null, grid, reads);
                }

                break;
        }
    }
}
