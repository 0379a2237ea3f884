using Fleet.Domain.Devices;
using Fleet.Grains.Coredumps;
using Fleet.Grains.EventLog;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Devices;

/// <summary>
/// One device. Decides, makes durable, and only then applies and acknowledges. Not reentrant, so at most one append of a device is on its
/// way; should a second activation exist for a moment, the log refuses the one whose sequence is stale, and it loads and decides again.
/// </summary>
internal sealed partial class DeviceGrain(IEventLog log, TimeProvider time, ILogger<DeviceGrain> logger) : Grain, IDeviceGrain
{
    /// <summary>Times that a batch is decided anew when others write to the same device. Two activations last for a moment only.</summary>
    private const int MaxAttempts = 4;

    private DeviceKey _device;
    private DeviceState? _state;
    private long _sequence;
    private long? _deviceId;
    private int _batchesSinceSnapshot;
    private int _bytesSinceSnapshot;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _device = GrainKeys.ParseDevice(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<IngestReply> Ingest(IngestBatch batch)
    {
        var receivedAt = Now();
        var upload = await ClaimCoresAsync(batch.ToUpload(), batch.IsDebugging, receivedAt);
        var (decision, state) = await DecideAsync(s => DeviceRules.Decide(s, upload, receivedAt), d => d.Batch);
        await SettleCoresAsync(decision.Batch, state);
        return new IngestReply(
            decision.Acknowledged,
            decision.Rejected,
            state.SettingsRevision,
            state.SettingsRevision == 0 ? null : state.Settings,
            state.Requests.All.Count == 0 ? [] : [.. state.Requests.OpenAt(receivedAt).Select(r => r.Request).Take(RequestBook.MaxOpen)],
            decision.Repeated)
        {
            RefusedAttributes = decision.Batch?.Events.Sum(e => e is AttributesRefused refused ? refused.Policies.Count : 0) ?? 0,
        };
    }

    public async Task<CurrentSettings?> GetSettings() => await FindAsync() is { } state ? Current(state) : null;

    public async Task<CurrentSettings?> Configure(DeviceSettingsChange change)
    {
        if (await FindAsync() is null)
        {
            return null;
        }

        var (_, state) = await DecideAsync(s => OperatorRules.Configure(s, change, Now()), batch => batch);
        return Current(state);
    }

    public async Task<TrackedRequest?> MakeRequest(NewRequest request)
    {
        if (await FindAsync() is null)
        {
            return null;
        }

        var (batch, state) = await DecideAsync(
            s => OperatorRules.MakeRequest(s, (RequestKind)request.Kind, request.FromMs, request.ToMs, request.Subject, request.ExpiryMs, Now()),
            batch => batch);
        return state.Requests.Find(((RequestMade)batch.Events[0]).Request.Id);
    }

    public async Task<IReadOnlyList<TrackedRequest>?> ListRequests() =>
        await FindAsync() is { } state ? [.. state.Requests.All.Select(r => r.At(Now()))] : null;

    public async Task<TrackedRequest?> CancelRequest(long id)
    {
        if (await FindAsync() is null)
        {
            return null;
        }

        var (_, state) = await DecideAsync(s => OperatorRules.Cancel(s, id, Now()), batch => batch);
        return state.Requests.Find(id)?.At(Now());
    }

    public async Task<ChangedDevice> Change(WantedDevice wanted, int kind)
    {
        var change = wanted.Read();
        var (decision, state) = await DecideAsync(s => DeviceChangeRules.Decide(s, change, (DeviceChangeKind)kind, Now()), d => d.Batch);
        return new ChangedDevice((int)decision.Outcome, DeviceRecord.Of(state));
    }

    public async Task<ChangedDevice> Preview(WantedDevice wanted, int kind)
    {
        var change = wanted.Read();
        var (decision, state) = await DecideAsync(s => DeviceChangeRules.Decide(s, change, (DeviceChangeKind)kind, Now()), _ => null);
        return new ChangedDevice((int)decision.Outcome, DeviceRecord.Of(state));
    }

    public async Task<bool> RecordCore(CoreRecord core)
    {
        var recorded = core.Read();
        var (batch, _) = await DecideAsync(s => CoreRecordRules.Decide(s, recorded, Now()), b => b);
        return batch is not null;
    }

    public async Task<bool> Delete()
    {
        var (batch, state) = await DecideAsync(s => OperatorRules.Delete(s, Now()), b => b);
        if (batch is null)
        {
            return false;
        }

        await ReleaseCoresAsync(state);
        _state = null;
        _state = await LoadAsync();
        return true;
    }

    private static CurrentSettings Current(DeviceState state) => new(state.SettingsRevision, state.Settings, state.ConfigurationRevision);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Null when there is no such device.</summary>
    private async Task<DeviceState?> FindAsync() => (_state ??= await LoadAsync()) is { Exists: true } known ? known : null;

    /// <summary>Decides and makes durable, anew when others wrote in between.</summary>
    /// <param name="decide">Pure.</param>
    /// <param name="batchOf">What is to be made durable of a decision; null for nothing.</param>
    private async Task<(T Decision, DeviceState State)> DecideAsync<T>(Func<DeviceState, T> decide, Func<T, DeviceBatch?> batchOf)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = _state ??= await LoadAsync();
            var decision = decide(state);
            if (batchOf(decision) is not { } batch || await TryAppendAsync(state, batch))
            {
                return (decision, state);
            }

            LogConflict(_device, _sequence, attempt);
            _state = null;
            if (attempt == MaxAttempts)
            {
                throw new StoreUnavailableException($"{_device}: {attempt} other writers in a row");
            }
        }
    }

    /// <summary>Best effort: the crash is taken all the same, and its core can be asked for by hand.</summary>
    private async Task<DeviceUpload> ClaimCoresAsync(DeviceUpload upload, bool isDebugging, long nowMs)
    {
        if (!upload.Request.Entries.Any(e => e.Type == (int)EntryType.Crash))
        {
            return upload;
        }

        var state = _state ??= await LoadAsync();
        try
        {
            return upload with { WantedCores = await CoreExemplars.ClaimAsync(GrainFactory, _device.Project, state, upload, isDebugging, nowMs) };
        }
        catch (Exception e)
        {
            LogExemplarsAway(_device, e.Message);
            return upload;
        }
    }

    /// <summary>Best effort: a claim that nobody settles ends by itself.</summary>
    private async Task SettleCoresAsync(DeviceBatch? batch, DeviceState state)
    {
        if (batch is null || state.Requests.All.Count == 0)
        {
            return;
        }

        try
        {
            await CoreExemplars.SettleAsync(GrainFactory, _device.Project, state.Requests, batch);
        }
        catch (Exception e)
        {
            LogExemplarsAway(_device, e.Message);
        }
    }

    /// <summary>Best effort: a claim that nobody settles ends by itself.</summary>
    private async Task ReleaseCoresAsync(DeviceState state)
    {
        try
        {
            await CoreExemplars.ReleaseAsync(GrainFactory, _device.Project, state.Requests);
        }
        catch (Exception e)
        {
            LogExemplarsAway(_device, e.Message);
        }
    }

    private async Task<bool> TryAppendAsync(DeviceState state, DeviceBatch batch)
    {
        var (format, payload) = DeviceBatchCodec.Encode(batch);
        AppendResult result;
        try
        {
            var append = new DeviceAppend(_device, _sequence, batch.ReceivedAtMs, format, payload) { DeviceId = _deviceId };
            result = await log.AppendAsync(append, CancellationToken.None);
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
        _deviceId = result.DeviceId;
        state.Apply(batch);
        _batchesSinceSnapshot++;
        _bytesSinceSnapshot += payload.Length;
        if (!state.IsDeleted && IsSnapshotDue)
        {
            TrySaveSnapshotAsync(state).Ignore();
        }

        return true;
    }

    /// <summary>What the log has. One that was deleted is erased first, whoever was to do so: then there is none.</summary>
    private async Task<DeviceState> LoadAsync()
    {
        while (true)
        {
            var history = await log.LoadAsync(_device, CancellationToken.None);
            var state = DeviceHistoryReplay.Replay(history);
            if (!state.IsDeleted)
            {
                _sequence = history.Sequence;
                _deviceId = history.DeviceId;
                _batchesSinceSnapshot = history.Batches.Count;
                _bytesSinceSnapshot = history.Batches.Sum(b => b.Payload.Length);
                return state;
            }

            await log.EraseAsync(_device.ShardOf(log.ShardCount), history.DeviceId!.Value, CancellationToken.None);
        }
    }
}
