namespace Fleet.Domain.Devices;

/// <summary>What someone wants to be otherwise with a device's settings. Null leaves a setting as it is.</summary>
/// <param name="ReportIntervalMs">0 leaves the interval to the device.</param>
/// <param name="Monitoring">Whether reports are sent.</param>
/// <param name="Debugging">Whether coredumps, traces and recordings are sent.</param>
/// <param name="Logging">Whether logs are sent without being asked for.</param>
/// <param name="BytesPerDay">0 leaves it to the device.</param>
/// <param name="DeveloperForMs">Developer mode from now on for so long; 0 ends it.</param>
/// <param name="Inherited">Settings that the project decides again.</param>
public sealed record DeviceSettingsChange(
    long? ReportIntervalMs,
    bool? Monitoring,
    bool? Debugging,
    bool? Logging,
    long? BytesPerDay,
    long? DeveloperForMs,
    IReadOnlyList<DeviceSetting> Inherited);
