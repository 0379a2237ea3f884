namespace Fleet.Protocol.Sync;

/// <summary>What the server asks of a device. The device confirms <paramref name="Revision"/> with its next batch.</summary>
/// <param name="Revision">Grows with every change; 1 is the first.</param>
/// <param name="ReportIntervalMs">Length of the heartbeat's interval in milliseconds; 0 leaves it to the device.</param>
/// <param name="Monitoring">Whether reports are sent.</param>
/// <param name="Debugging">Whether coredumps, traces and recordings are sent.</param>
/// <param name="Logging">Whether logs are sent without being asked for.</param>
public sealed record DeviceConfiguration(long Revision, long ReportIntervalMs, bool Monitoring, bool Debugging, bool Logging);
