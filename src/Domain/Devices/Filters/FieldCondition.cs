using Fleet.Domain.Releases;

namespace Fleet.Domain.Devices.Filters;

/// <summary>A comparison of a text of the device. Software versions are ordered by <see cref="VersionOrder"/>, other texts by code point.</summary>
/// <param name="Field">Which text.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Values">One; or several, any of which may be equal (<c>in</c>), or none of which (<c>not in</c>).</param>
public sealed record FieldCondition(DeviceField Field, DeviceOperator Operator, FilterList<string> Values) : DeviceFilter
{
    public override bool Matches(DeviceFacts device, long nowMs) =>
        ValueComparison.Holds(Operator, Values, device.Text(Field), Field == DeviceField.SoftwareVersion ? VersionOrder.Instance : CodePointOrder.Instance);

    public override string ToString() => FilterText.Condition(FilterWords.NameOf(Field), Operator, Values.Select(FilterText.Quote));
}
