namespace Fleet.Domain.Devices.Filters;

/// <summary>Times of a device that a filter can name.</summary>
public enum DeviceTimeField
{
    FirstSeen,
    LastSeen,
}
