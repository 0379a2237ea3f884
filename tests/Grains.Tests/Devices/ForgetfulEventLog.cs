using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Tests.Devices;

/// <summary>The real log behind a connection that breaks when told: the write happens, its answer does not arrive.</summary>
internal sealed class ForgetfulEventLog(IEventLog log) : IEventLog
{
    private int _toForget;

    public int ShardCount => log.ShardCount;

    /// <summary>Appends from now on whose answer is lost.</summary>
    public void ForgetNext(int appends) => _toForget = appends;

    public async Task<AppendResult> AppendAsync(DeviceAppend append, CancellationToken cancellation)
    {
        var result = await log.AppendAsync(append, cancellation);
        return Interlocked.Decrement(ref _toForget) >= 0 ? throw new StoreUnavailableException("the connection broke; outcome unknown") : result;
    }

    public Task<DeviceHistory> LoadAsync(DeviceKey device, CancellationToken cancellation) => log.LoadAsync(device, cancellation);

    public Task<long> LengthAsync(CancellationToken cancellation) => log.LengthAsync(cancellation);

    public Task<IReadOnlyList<long>> HeadsAsync(CancellationToken cancellation) => log.HeadsAsync(cancellation);

    public Task<IReadOnlyList<LogRow>> ReadAsync(int shard, long after, int limit, CancellationToken cancellation) =>
        log.ReadAsync(shard, after, limit, cancellation);

    public Task EraseAsync(int shard, long deviceId, CancellationToken cancellation) => log.EraseAsync(shard, deviceId, cancellation);

    public Task SaveSnapshotAsync(DeviceKey device, DeviceSnapshot snapshot, CancellationToken cancellation) =>
        log.SaveSnapshotAsync(device, snapshot, cancellation);
}
