namespace Fleet.Domain.Devices;

/// <summary>What people set for one device, over what its project asks of all. Null leaves a setting to the project.</summary>
/// <param name="ReportIntervalMs">Length of the heartbeat's interval; 0 leaves it to the device.</param>
/// <param name="Monitoring">Whether reports are sent.</param>
/// <param name="Debugging">Whether coredumps, traces and recordings are sent.</param>
/// <param name="Logging">Whether logs are sent without being asked for.</param>
/// <param name="BytesPerDay">What the device may send in a day; 0 leaves it to the device.</param>
/// <param name="DeveloperUntilMs">End of developer mode, milliseconds since 1970 UTC by the server's clock; 0 when it was never on.</param>
public sealed record DeviceSettings(
    long? ReportIntervalMs = null,
    bool? Monitoring = null,
    bool? Debugging = null,
    bool? Logging = null,
    long? BytesPerDay = null,
    long DeveloperUntilMs = 0)
{
    /// <summary>Of a device that nothing was set for.</summary>
    public static DeviceSettings None { get; } = new();

    public bool IsDeveloperAt(long nowMs) => nowMs < DeveloperUntilMs;
}
