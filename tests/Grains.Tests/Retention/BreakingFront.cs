using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Tests.Retention;

/// <summary>The real log and read models, of which one call that dropping makes fails: half of the time before it is made, else after.</summary>
internal sealed class BreakingFront
{
    private int _left;
    private bool _isAfter;

    /// <summary>Which call fails from now on, the first being 1; 0 for none.</summary>
    public void FailAt(int call) => (_left, _isAfter) = (call, call % 2 == 0);

    public IEventLogFront Around(IEventLogFront front) => new Front(this, front);

    public IReadModelFront Around(IReadModelFront front) => new ReadModels(this, front);

    public IEventLog Around(IEventLog log) => new Log(this, log);

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var breaks = Interlocked.Decrement(ref _left) == 0;
        if (breaks && !_isAfter)
        {
            throw new StoreUnavailableException("the power went");
        }

        var result = await call();
        return breaks ? throw new StoreUnavailableException("the power went") : result;
    }

    private sealed class Front(BreakingFront breaking, IEventLogFront front) : IEventLogFront
    {
        public Task<IReadOnlyList<ShardFront>> FrontsAsync(CancellationToken cancellation) => front.FrontsAsync(cancellation);

        public Task<long?> OldestAsync(CancellationToken cancellation) => front.OldestAsync(cancellation);

        public Task<IReadOnlyList<FrontBatch>> PeekAsync(int shard, long beforeMs, int limit, CancellationToken cancellation) =>
            front.PeekAsync(shard, beforeMs, limit, cancellation);

        public Task<DroppedFront> DropAsync(int shard, long upTo, long beforeMs, CancellationToken cancellation) =>
            breaking.CallAsync(() => front.DropAsync(shard, upTo, beforeMs, cancellation));
    }

    private sealed class ReadModels(BreakingFront breaking, IReadModelFront front) : IReadModelFront
    {
        public Task<bool> ReleaseAsync(int shard, long upTo, long beforeMs, CancellationToken cancellation) =>
            breaking.CallAsync(() => front.ReleaseAsync(shard, upTo, beforeMs, cancellation));
    }

    private sealed class Log(BreakingFront breaking, IEventLog log) : IEventLog
    {
        public int ShardCount => log.ShardCount;

        public Task EraseAsync(int shard, long deviceId, CancellationToken cancellation) => log.EraseAsync(shard, deviceId, cancellation);

        public Task<AppendResult> AppendAsync(DeviceAppend append, CancellationToken cancellation) => log.AppendAsync(append, cancellation);

        public Task<DeviceHistory> LoadAsync(DeviceKey device, CancellationToken cancellation) => log.LoadAsync(device, cancellation);

        public Task<IReadOnlyList<LogRow>> ReadAsync(int shard, long after, int limit, CancellationToken cancellation) =>
            log.ReadAsync(shard, after, limit, cancellation);

        public Task<IReadOnlyList<long>> HeadsAsync(CancellationToken cancellation) => log.HeadsAsync(cancellation);

        public Task<long> LengthAsync(CancellationToken cancellation) => log.LengthAsync(cancellation);

        public Task SaveSnapshotAsync(DeviceKey device, DeviceSnapshot snapshot, CancellationToken cancellation) => breaking.CallAsync(async () =>
        {
            await log.SaveSnapshotAsync(device, snapshot, cancellation);
            return true;
        });
    }
}
