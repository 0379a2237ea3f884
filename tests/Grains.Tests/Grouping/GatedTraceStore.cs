using Fleet.Grains.Traces;

namespace Fleet.Grains.Tests.Grouping;

/// <summary>A store whose commits with traces pass a gate before they are written.</summary>
internal sealed class GatedTraceStore(ITraceStore store, Gate gate) : ITraceStore
{
    public async Task<bool> CommitAsync(TraceCommit commit, CancellationToken cancellation)
    {
        if (commit.Traces.Count > 0)
        {
            await gate.PassAsync(cancellation);
        }

        return await store.CommitAsync(commit, cancellation);
    }

    public Task<TraceCheckpoint> LoadCheckpointAsync(int shard, CancellationToken cancellation) => store.LoadCheckpointAsync(shard, cancellation);

    public Task<IReadOnlyList<TraceDevice>> DevicesAsync(int shard, IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) => store.DevicesAsync(shard, deviceIds, cancellation);

    public Task<IReadOnlyList<(string Project, Guid CrashId)>> CrashesAsync(IReadOnlyCollection<long> deviceIds, CancellationToken cancellation) => store.CrashesAsync(deviceIds, cancellation);
}
