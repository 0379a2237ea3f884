using Fleet.Domain.Devices;

namespace Fleet.Grains.Devices;

/// <summary>A device as its grain knows it: ahead of the read models by the time that a projection takes.</summary>
/// <param name="Cohort">That it is in.</param>
/// <param name="Nickname">Empty when none.</param>
/// <param name="HardwareVersion">Empty when nobody said.</param>
/// <param name="SoftwareType">Empty while it is pending.</param>
/// <param name="SoftwareVersion">Empty while it is pending.</param>
/// <param name="FirstSeenMs">Milliseconds since 1970 UTC, server time; 0 while it is pending.</param>
/// <param name="LastSeenMs">Milliseconds since 1970 UTC, server time; 0 while it is pending.</param>
/// <param name="ConfigurationRevision">That it confirmed; 0 when none.</param>
/// <param name="SettingsRevision">Of what is set for it alone.</param>
/// <param name="Attributes">Encoded <c>LatestValues</c>, without metrics.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.DeviceRecord")]
public sealed record DeviceRecord(
    [property: Id(0)] string Cohort,
    [property: Id(1)] string Nickname,
    [property: Id(2)] string HardwareVersion,
    [property: Id(3)] string SoftwareType,
    [property: Id(4)] string SoftwareVersion,
    [property: Id(5)] long FirstSeenMs,
    [property: Id(6)] long LastSeenMs,
    [property: Id(7)] long ConfigurationRevision,
    [property: Id(8)] long SettingsRevision,
    [property: Id(9)] byte[] Attributes)
{
    /// <returns>Null when there is no such device.</returns>
    internal static DeviceRecord? Of(DeviceState state) => !state.Exists ? null : new DeviceRecord(
        state.Cohort,
        state.Nickname,
        state.HardwareVersion,
        state.SoftwareType,
        state.SoftwareVersion,
        state.FirstSeenMs,
        state.LastSeenMs,
        state.ConfigurationRevision,
        state.SettingsRevision,
        state.Attributes.Encode());
}
