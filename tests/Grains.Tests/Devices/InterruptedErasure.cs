using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Tests.Devices;

/// <summary>The real log, whose erasures fail for as long as they are told to.</summary>
internal sealed class InterruptedErasure(IEventLog log) : IEventLog
{
    public bool Fails { get; set; }

    public int ShardCount => log.ShardCount;

    public Task EraseAsync(int shard, long deviceId, CancellationToken cancellation) =>
        Fails ? throw new StoreUnavailableException("the power went") : log.EraseAsync(shard, deviceId, cancellation);

    public Task<AppendResult> AppendAsync(DeviceAppend append, CancellationToken cancellation) => log.AppendAsync(append, cancellation);

    public Task<DeviceHistory> LoadAsync(DeviceKey device, CancellationToken cancellation) => log.LoadAsync(device, cancellation);

    public Task<IReadOnlyList<LogRow>> ReadAsync(int shard, long after, int limit, CancellationToken cancellation) =>
        log.ReadAsync(shard, after, limit, cancellation);

    public Task<IReadOnlyList<long>> HeadsAsync(CancellationToken cancellation) => log.HeadsAsync(cancellation);

    public Task<long> LengthAsync(CancellationToken cancellation) => log.LengthAsync(cancellation);

    public Task SaveSnapshotAsync(DeviceKey device, DeviceSnapshot snapshot, CancellationToken cancellation) =>
        log.SaveSnapshotAsync(device, snapshot, cancellation);
}
