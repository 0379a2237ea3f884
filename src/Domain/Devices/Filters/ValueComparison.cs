namespace Fleet.Domain.Devices.Filters;

/// <summary>What the operators mean.</summary>
internal static class ValueComparison
{
    /// <summary>Of a text; <paramref name="order"/> is for the operators that ask which comes first.</summary>
    public static bool Holds(DeviceOperator comparison, IEnumerable<string> values, string text, IComparer<string> order) => comparison switch
    {
        DeviceOperator.Equal => values.Contains(text, StringComparer.Ordinal),
        DeviceOperator.NotEqual => !values.Contains(text, StringComparer.Ordinal),
        DeviceOperator.StartsWith => values.Any(value => text.StartsWith(value, StringComparison.Ordinal)),
        DeviceOperator.Like => values.Any(value => new GlobPattern(value).Matches(text)),
        _ => values.Any(value => Holds(comparison, order.Compare(text, value))),
    };

    /// <param name="comparison">The operator.</param>
    /// <param name="orders">How what the device has compares with each value.</param>
    public static bool Holds(DeviceOperator comparison, IEnumerable<int> orders) => comparison == DeviceOperator.NotEqual
        ? orders.All(order => order != 0)
        : orders.Any(order => Holds(comparison, order));

    /// <param name="comparison">The operator.</param>
    /// <param name="order">How what the device has compares with the value.</param>
    public static bool Holds(DeviceOperator comparison, int order) => comparison switch
    {
        DeviceOperator.Equal => order == 0,
        DeviceOperator.NotEqual => order != 0,
        DeviceOperator.Less => order < 0,
        DeviceOperator.LessOrEqual => order <= 0,
        DeviceOperator.Greater => order > 0,
        DeviceOperator.GreaterOrEqual => order >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "texts only"),
    };
}
