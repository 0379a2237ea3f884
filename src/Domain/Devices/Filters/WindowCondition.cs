using System.Globalization;

namespace Fleet.Domain.Devices.Filters;

/// <summary>
/// A comparison of what a metric's reports of the last so long were. A device without such a report does not match, whatever is asked.
/// </summary>
/// <param name="Function">What is compared.</param>
/// <param name="Metric">Key, lower case.</param>
/// <param name="Operator">Neither a prefix nor a pattern.</param>
/// <param name="Value">What it is compared with.</param>
/// <param name="LengthMs">Of the window: a multiple of a second, at most <see cref="MaxLengthMs"/>.</param>
public sealed record WindowCondition(WindowFunction Function, string Metric, DeviceOperator Operator, double Value, long LengthMs) : DeviceFilter
{
    /// <summary>The longest window: as long as reports are kept.</summary>
    public const long MaxLengthMs = 90L * 24 * 60 * 60 * 1000;

    /// <summary>What has to be known of each device to decide the condition.</summary>
    public WindowKey Key => new(
        Metric, LengthMs, Function is WindowFunction.Any or WindowFunction.All && Operator is DeviceOperator.Equal or DeviceOperator.NotEqual ? Value : null);

    public override bool Matches(DeviceFacts device, long nowMs) => device.Window(Key) is { } sums && Function switch
    {
        WindowFunction.Any => HoldsInAny(sums, Operator),
        WindowFunction.All => !HoldsInAny(sums, Opposite(Operator)),
        WindowFunction.Average => Holds(sums.Sum / sums.Count),
        WindowFunction.Min => Holds(sums.Min),
        WindowFunction.Max => Holds(sums.Max),
        WindowFunction.Sum => Holds(sums.Sum),
        WindowFunction.Count => Holds(sums.Count),
        _ => throw new InvalidOperationException($"no such function: {Function}"),
    };

    public override string ToString()
    {
        var (metric, length) = (FilterText.Quote(Metric), $"{LengthMs / 1000}s");
        var comparison = $"{FilterWords.NameOf(Operator)} {Value.ToString("R", CultureInfo.InvariantCulture)}";
        return Function is WindowFunction.Any or WindowFunction.All
            ? $"{FilterWords.NameOf(Function)}({metric} {comparison}, {length})"
            : $"{FilterWords.NameOf(Function)}({metric}, {length}) {comparison}";
    }

    private bool Holds(double value) => ValueComparison.Holds(Operator, value.CompareTo(Value));

    private bool HoldsInAny(WindowSums sums, DeviceOperator comparison) => comparison switch
    {
        DeviceOperator.Equal => sums.Equal > 0,
        DeviceOperator.NotEqual => sums.Least != Value || sums.Greatest != Value,
        DeviceOperator.Less => sums.Min < Value,
        DeviceOperator.LessOrEqual => sums.Min <= Value,
        DeviceOperator.Greater => sums.Max > Value,
        DeviceOperator.GreaterOrEqual => sums.Max >= Value,
        _ => throw new InvalidOperationException($"not an operator of numbers: {comparison}"),
    };

    private static DeviceOperator Opposite(DeviceOperator comparison) => comparison switch
    {
        DeviceOperator.Equal => DeviceOperator.NotEqual,
        DeviceOperator.NotEqual => DeviceOperator.Equal,
        DeviceOperator.Less => DeviceOperator.GreaterOrEqual,
        DeviceOperator.LessOrEqual => DeviceOperator.Greater,
        DeviceOperator.Greater => DeviceOperator.LessOrEqual,
        DeviceOperator.GreaterOrEqual => DeviceOperator.Less,
        _ => throw new InvalidOperationException($"not an operator of numbers: {comparison}"),
    };
}
