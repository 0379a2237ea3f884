using Fleet.Domain.Devices;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Devices;

internal sealed partial class DeviceGrain
{
    [LoggerMessage(1001, LogLevel.Warning, "{Device}: sequence {Sequence} is stale (attempt {Attempt}); loading again")]
    private partial void LogConflict(DeviceKey device, long sequence, int attempt);

    [LoggerMessage(1002, LogLevel.Warning, "{Device}: outcome of an append is unknown: {Reason}")]
    private partial void LogUnknownOutcome(DeviceKey device, string reason);

    [LoggerMessage(1003, LogLevel.Information, "{Device}: no snapshot: {Reason}")]
    private partial void LogSnapshotLost(DeviceKey device, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "{Device}: which cores are wanted could not be asked or told: {Reason}")]
    private partial void LogExemplarsAway(DeviceKey device, string reason);
}
