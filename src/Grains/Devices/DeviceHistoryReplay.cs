using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Devices;

/// <summary>The state that a device's stored history adds up to.</summary>
internal static class DeviceHistoryReplay
{
    /// <exception cref="InvalidDataException">The snapshot's format is not known to this version, or something stored is damaged.</exception>
    public static DeviceState Replay(DeviceHistory history)
    {
        var state = history.Snapshot is { } snapshot ? DeviceStateCodec.Decode(snapshot.Format, snapshot.State) : new DeviceState();
        foreach (var batch in history.Batches)
        {
            state.Apply(DeviceBatchCodec.Decode(batch.Format, batch.Payload));
        }

        return state;
    }
}
