using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Tests.Projections;

/// <summary>The real store behind a connection that breaks when told: before a commit gets there, or after, on the way back.</summary>
internal sealed class ForgetfulProjectionStore(IProjectionStore store) : IProjectionStore
{
    private int _before;
    private int _after;

    public void BreakNextBefore() => _before = 1;

    public void BreakNextAfter() => _after = 1;

    public async Task<bool> CommitAsync(ProjectionCommit commit, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _before, 0) == 1)
        {
            throw new StoreUnavailableException("the connection broke before the commit");
        }

        var committed = await store.CommitAsync(commit, cancellation);
        return Interlocked.Exchange(ref _after, 0) == 1 ? throw new StoreUnavailableException("the connection broke; outcome unknown") : committed;
    }

    public Task<ProjectionCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation) => store.LoadCheckpointAsync(shard, cancellation);

    public Task<long> LengthAsync(CancellationToken cancellation) => store.LengthAsync(cancellation);

    public Task<IReadOnlyList<DeviceView>> LoadDevicesAsync(int shard, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) =>
        store.LoadDevicesAsync(shard, deviceIds, cancellation);

    public Task<(long Epoch, IReadOnlyDictionary<int, byte[]> Rollups)> LoadPartialAsync(int shard, PartialKey key, CancellationToken cancellation) =>
        store.LoadPartialAsync(shard, key, cancellation);
}
