namespace Fleet.Domain.Devices;

/// <summary>Which devices are meant: all conditions hold. No condition means every device.</summary>
public sealed record DeviceFilter(IReadOnlyList<DeviceCondition> Conditions)
{
    public static DeviceFilter Any { get; } = new([]);
}
