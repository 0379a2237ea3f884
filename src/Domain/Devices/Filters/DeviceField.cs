namespace Fleet.Domain.Devices.Filters;

/// <summary>Texts of a device that a filter can name.</summary>
public enum DeviceField
{
    Serial,
    Nickname,
    Cohort,
    HardwareVersion,
    SoftwareType,
    SoftwareVersion,
}
