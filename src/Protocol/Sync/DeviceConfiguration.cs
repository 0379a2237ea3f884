namespace Fleet.Protocol.Sync;

/// <summary>What the server asks of a device. The device confirms <paramref name="Revision"/> with its next batch.</summary>
/// <param name="Revision">Grows with every change; 1 is the first.</param>
/// <param name="ReportIntervalMs">Length of the heartbeat's interval in milliseconds; 0 leaves it to the device.</param>
/// <param name="Monitoring">Whether reports are sent.</param>
/// <param name="Debugging">Whether coredumps, traces and recordings are sent.</param>
/// <param name="Logging">Whether logs are sent without being asked for.</param>
/// <param name="DeveloperUntilMs">
/// Until then, milliseconds since 1970 UTC by the server's clock, the device is in developer mode: everything is on, reports come every ten
/// seconds. 0: it is not.
/// </param>
/// <param name="BytesPerDay">What the device may send in a day, attachments included; 0 leaves it to the device.</param>
public sealed record DeviceConfiguration(
    long Revision,
    long ReportIntervalMs,
    bool Monitoring,
    bool Debugging,
    bool Logging,
    long DeveloperUntilMs = 0,
    long BytesPerDay = 0);
