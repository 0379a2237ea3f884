namespace Fleet.Domain.Devices.Filters;

/// <summary>All parts match; none at all means every device.</summary>
public sealed record AllOfFilter(FilterList<DeviceFilter> Filters) : DeviceFilter
{
    internal override IEnumerable<DeviceFilter> Parts => Filters;

    public override bool Matches(DeviceFacts device, long nowMs) => Filters.All(part => part.Matches(device, nowMs));

    public override string ToString() =>
        string.Join(" and ", Filters.Select(part => part is AllOfFilter or AnyOfFilter ? $"({part})" : part.ToString()));
}
