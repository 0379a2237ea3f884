namespace Fleet.Domain.Devices;

/// <summary>Fields of a device that a filter can name.</summary>
public enum DeviceField
{
    Serial,
    Nickname,
    Cohort,
    HardwareVersion,
    SoftwareType,
    SoftwareVersion,
}
