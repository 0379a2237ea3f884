using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Devices;

/// <summary>
/// One device. Decides, makes durable, and only then applies and acknowledges. Not reentrant, so at most one append of a device is on its
/// way; should a second activation exist for a moment, the log refuses the one whose sequence is stale, and it loads and decides again.
/// </summary>
internal sealed partial class DeviceGrain(IEventLog log, TimeProvider time, ILogger<DeviceGrain> logger) : Grain, IDeviceGrain
{
    /// <summary>Batches between two snapshots.</summary>
    private const int SnapshotBatches = 64;

    /// <summary>Bytes of replay that make a snapshot worth its write.</summary>
    private const int SnapshotBytes = 64 * 1024;

    /// <summary>Times that a batch is decided anew when others write to the same device. Two activations last for a moment only.</summary>
    private const int MaxAttempts = 4;

    private DeviceKey _device;
    private DeviceState? _state;
    private long _sequence;
    private int _batchesSinceSnapshot;
    private int _bytesSinceSnapshot;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _device = GrainKeys.ParseDevice(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<IngestReply> Ingest(IngestBatch batch)
    {
        var upload = new DeviceUpload(batch.Request, batch.Refused, batch.Deferred);
        var receivedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var attempt = 1; ; attempt++)
        {
            var state = _state ??= await LoadAsync();
            var decision = DeviceRules.Decide(state, upload, receivedAt);
            if (decision.Batch is null || await TryAppendAsync(state, decision.Batch))
            {
                return new IngestReply(decision.Acknowledged, decision.Rejected);
            }

            LogConflict(_device, _sequence, attempt);
            _state = null;
            if (attempt == MaxAttempts)
            {
                throw new StoreUnavailableException($"{_device}: {attempt} other writers in a row");
            }
        }
    }

    private async Task<bool> TryAppendAsync(DeviceState state, DeviceBatch batch)
    {
        var (format, payload) = DeviceBatchCodec.Encode(batch);
        AppendResult result;
        try
        {
            result = await log.AppendAsync(new DeviceAppend(_device, _sequence, batch.ReceivedAtMs, format, payload), CancellationToken.None);
        }
        catch (StoreBusyException)
        {
            throw;
        }
        catch (Exception e)
        {
            // Written or not: only the log knows. Load it before anything else is decided.
            LogUnknownOutcome(_device, e.Message);
            _state = null;
            if (e is StoreUnavailableException)
            {
                throw;
            }

            throw new StoreUnavailableException($"{_device}: {e.Message}", e);
        }

        if (!result.IsCommitted)
        {
            return false;
        }

        _sequence++;
        state.Apply(batch);
        _batchesSinceSnapshot++;
        _bytesSinceSnapshot += payload.Length;
        if (_batchesSinceSnapshot >= SnapshotBatches || _bytesSinceSnapshot >= SnapshotBytes)
        {
            SaveSnapshotAsync(state).Ignore();
        }

        return true;
    }

    private async Task<DeviceState> LoadAsync()
    {
        var history = await log.LoadAsync(_device, CancellationToken.None);
        _sequence = history.Sequence;
        _batchesSinceSnapshot = history.Batches.Count;
        _bytesSinceSnapshot = history.Batches.Sum(b => b.Payload.Length);
        return DeviceHistoryReplay.Replay(history);
    }

    /// <summary>Best effort, and not waited for: a lost snapshot costs replay, nothing else.</summary>
    private async Task SaveSnapshotAsync(DeviceState state)
    {
        _batchesSinceSnapshot = 0;
        _bytesSinceSnapshot = 0;
        var snapshot = new DeviceSnapshot(_sequence, DeviceStateCodec.Format, DeviceStateCodec.Encode(state));
        try
        {
            await log.SaveSnapshotAsync(_device, snapshot, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogSnapshotLost(_device, e.Message);
        }
    }
}
