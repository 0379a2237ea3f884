using Fleet.Domain.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

/// <summary>A <see cref="DeviceChange"/> on its way to the device's grain.</summary>
/// <param name="Cohort">Null leaves it.</param>
/// <param name="Nickname">Null leaves it, empty removes it.</param>
/// <param name="HardwareVersion">Null leaves it.</param>
/// <param name="Attributes">An <see cref="AttributesBody"/>.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.WantedDevice")]
public sealed record WantedDevice(
    [property: Id(0)] string? Cohort,
    [property: Id(1)] string? Nickname,
    [property: Id(2)] string? HardwareVersion,
    [property: Id(3)] byte[] Attributes)
{
    public static WantedDevice Of(DeviceChange change) =>
        new(change.Cohort, change.Nickname, change.HardwareVersion, AttributesBody.Encode(change.Attributes));

    /// <exception cref="ArgumentException">The attributes are not what they should be.</exception>
    public DeviceChange Read()
    {
        try
        {
            return new DeviceChange(Cohort, Nickname, HardwareVersion, AttributesBody.Decode(Attributes));
        }
        catch (ProtocolException e)
        {
            throw new ArgumentException(e.Message.StartsWith("attributes", StringComparison.Ordinal) ? e.Message : $"attributes: {e.Message}", e);
        }
    }
}
