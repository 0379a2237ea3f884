using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices.Filters;

/// <summary>
/// A comparison of the latest value of an attribute or metric. A device that has no such value, or one of another type, does not match,
/// whatever the operator.
/// </summary>
/// <param name="Source">Where to look for the key.</param>
/// <param name="Key">Lower case, as attributes and metrics have it.</param>
/// <param name="Operator">How it is compared. Prefixes and patterns are of texts; flags are equal or not.</param>
/// <param name="Values">One; or several of one type, any of which may be equal (<c>in</c>), or none of which (<c>not in</c>).</param>
public sealed record LatestCondition(LatestSource Source, string Key, DeviceOperator Operator, FilterList<AttributeValue> Values) : DeviceFilter
{
    public override bool Matches(DeviceFacts device, long nowMs) => Holds(device.Latest(Source, Key)) ?? false;

    /// <returns>Null when there is no value, or one of another type.</returns>
    internal bool? Holds(in AttributeValue value) => value switch
    {
        { Text: { } text } when Values[0].Text is not null =>
            ValueComparison.Holds(Operator, Values.Select(other => other.Text!), text, CodePointOrder.Instance),
        { Number: { } number } when Values[0].Number is not null =>
            ValueComparison.Holds(Operator, Values.Select(other => number.CompareTo(other.Number!.Value))),
        { Flag: { } flag } when Values[0].Flag is not null =>
            ValueComparison.Holds(Operator, Values.Select(other => flag.CompareTo(other.Flag!.Value))),
        _ => null,
    };

    public override string ToString() =>
        FilterText.Condition(FilterWords.PrefixOf(Source) + FilterText.Quote(Key), Operator, Values.Select(FilterText.Write));
}
