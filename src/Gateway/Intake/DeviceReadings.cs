using Fleet.Domain.Intake;

namespace Fleet.Gateway.Intake;

/// <summary>Readings of one device as they are read from a request.</summary>
internal sealed class DeviceReadings(string softwareType, string softwareVersion, string hardwareVersion)
{
    public List<IntakePoint> Points { get; } = [];

    public IntakeBatch ToBatch() => new(softwareType, softwareVersion, hardwareVersion, Points);
}
