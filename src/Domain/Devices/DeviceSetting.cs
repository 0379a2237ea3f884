namespace Fleet.Domain.Devices;

/// <summary>Settings of a device that its project has too. The numbers go from silo to silo: never renumber.</summary>
public enum DeviceSetting
{
    ReportInterval = 1,
    Monitoring = 2,
    Debugging = 3,
    Logging = 4,
    BytesPerDay = 5,
}
