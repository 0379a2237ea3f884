using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

/// <param name="Matchers">All have to match; that of the metric's name is of the label <see cref="LabelSet.Name"/>.</param>
/// <param name="RangeMs">Length of the stretch before each time; 0 for the latest value alone.</param>
/// <param name="OffsetMs">How much earlier than the time asked for.</param>
public sealed record SelectorExpression(FilterList<LabelMatcher> Matchers, long RangeMs, long OffsetMs) : PromExpression
{
    public override PromType Type => RangeMs > 0 ? PromType.Range : PromType.Vector;

    /// <summary>The metric's name when the selector fixes it; else null.</summary>
    public string? Name => Matchers.FirstOrDefault(m => m is { Label: LabelSet.Name, Operator: MatchOperator.Equal })?.Value;

    public override string ToString() => PromPrinter.Print(this);
}
