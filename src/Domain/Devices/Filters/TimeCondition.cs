namespace Fleet.Domain.Devices.Filters;

/// <summary>A comparison of a time of the device.</summary>
/// <param name="Field">Which time.</param>
/// <param name="Operator">Neither a prefix nor a pattern.</param>
/// <param name="Value">What it is compared with.</param>
public sealed record TimeCondition(DeviceTimeField Field, DeviceOperator Operator, FilterTime Value) : DeviceFilter
{
    public override bool Matches(DeviceFacts device, long nowMs) =>
        ValueComparison.Holds(Operator, device.TimeMs(Field).CompareTo(Value.Resolve(nowMs)));

    public override string ToString() => FilterText.Condition(FilterWords.NameOf(Field), Operator, [Value.ToString()]);
}
