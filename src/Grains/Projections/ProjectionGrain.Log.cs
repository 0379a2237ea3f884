using Fleet.Domain.Devices;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Projections;

/// <summary>What a projection tells.</summary>
internal sealed partial class ProjectionGrain
{
    private void Stop(RowException at)
    {
        if (_stop.Stop(at))
        {
            LogStopped(at, _shard, at.Position, at.Device);
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "Shard {Shard}: a round of the projection failed; it is repeated")]
    private partial void LogRoundFailed(Exception exception, int shard);

    [LoggerMessage(
        1103,
        LogLevel.Error,
        "Shard {Shard} stands still: the row at position {Position}, of device {Device}, cannot be taken. Nothing of the shard behind it is shown until it can; it is tried again")]
    private partial void LogStopped(Exception exception, int shard, long position, DeviceKey? device);

    [LoggerMessage(1104, LogLevel.Information, "Shard {Shard} goes on")]
    private partial void LogResumed(int shard);

    [LoggerMessage(1102, LogLevel.Information, "Shard {Shard}: the checkpoint is no longer at {Position}, or device sets or horizons of retention changed; reading them again")]
    private partial void LogFenced(int shard, long position);
}
