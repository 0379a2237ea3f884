using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Devices;

/// <summary>Snapshots: now and then so that loading is short, and when the log asks, since it is about to drop what they stand for.</summary>
internal sealed partial class DeviceGrain
{
    /// <summary>Batches between two snapshots.</summary>
    private const int SnapshotBatches = 64;

    /// <summary>Bytes of replay that make a snapshot worth its write.</summary>
    private const int SnapshotBytes = 64 * 1024;

    private bool IsSnapshotDue => _batchesSinceSnapshot >= SnapshotBatches || _bytesSinceSnapshot >= SnapshotBytes;

    public async Task<long> KeepSnapshot()
    {
        var isLoadedForThis = _state is null;
        var state = _state ??= await LoadAsync();
        var sequence = _sequence;
        if (sequence > 0)
        {
            await SaveSnapshotAsync(state);
        }

        if (isLoadedForThis)
        {
            // It was silent for as long as reports are kept: the next word of it is not expected soon.
            DeactivateOnIdle();
        }

        return sequence;
    }

    /// <summary>Best effort, and not waited for: while the log has the batches, a lost snapshot costs replay, nothing else.</summary>
    private async Task TrySaveSnapshotAsync(DeviceState state)
    {
        try
        {
            await SaveSnapshotAsync(state);
        }
        catch (Exception e)
        {
            LogSnapshotLost(_device, e.Message);
        }
    }

    private Task SaveSnapshotAsync(DeviceState state)
    {
        _batchesSinceSnapshot = 0;
        _bytesSinceSnapshot = 0;
        var snapshot = new DeviceSnapshot(_sequence, DeviceStateCodec.Format, DeviceStateCodec.Encode(state)) { DeviceId = _deviceId };
        return log.SaveSnapshotAsync(_device, snapshot, CancellationToken.None);
    }
}
