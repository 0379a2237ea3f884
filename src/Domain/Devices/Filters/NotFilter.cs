namespace Fleet.Domain.Devices.Filters;

/// <summary>The other does not match, for whatever reason: a device without the attribute that is asked for matches.</summary>
public sealed record NotFilter(DeviceFilter Other) : DeviceFilter
{
    internal override IEnumerable<DeviceFilter> Parts => [Other];

    public override bool Matches(DeviceFacts device, long nowMs) => !Other.Matches(device, nowMs);

    public override string ToString() => Other is AllOfFilter or AnyOfFilter ? $"not ({Other})" : $"not {Other}";
}
