namespace Fleet.Domain.Devices.Filters;

/// <summary>At least one part matches.</summary>
public sealed record AnyOfFilter(FilterList<DeviceFilter> Filters) : DeviceFilter
{
    internal override IEnumerable<DeviceFilter> Parts => Filters;

    public override bool Matches(DeviceFacts device, long nowMs) => Filters.Any(part => part.Matches(device, nowMs));

    public override string ToString() => string.Join(" or ", Filters.Select(part => part is AnyOfFilter ? $"({part})" : part.ToString()));
}
