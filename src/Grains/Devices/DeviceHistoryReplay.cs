using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Devices;

/// <summary>The state that a device's stored history adds up to.</summary>
internal static class DeviceHistoryReplay
{
    /// <exception cref="InvalidDataException">The snapshot's format is not known to this version, something stored is damaged, or a batch is missing.</exception>
    public static DeviceState Replay(DeviceHistory history)
    {
        var state = history.Snapshot is { } snapshot ? DeviceStateCodec.Decode(snapshot.Format, snapshot.State) : new DeviceState();
        var last = history.Snapshot?.Sequence ?? 0;
        foreach (var stored in history.Batches)
        {
            var batch = DeviceBatchCodec.Decode(stored.Format, stored.Payload);

            // What is before the end of a device is erased from its end on.
            if (stored.Sequence != last + 1 && batch.Events is not [DeviceDeleted])
            {
                throw Missing(last + 1);
            }

            last = stored.Sequence;
            state.Apply(batch);
        }

        // To go on would be to forget what was seen, and to take it twice.
        return last == history.Sequence ? state : throw Missing(last + 1);
    }

    private static InvalidDataException Missing(long sequence) =>
        new($"batch {sequence} of the device is not in the log, and no snapshot stands for it; put the log back from a backup");
}
