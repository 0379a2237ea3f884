using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Tests.Cohorts;

/// <summary>A store of rollups that knows of compaction only: which buckets wait for it, and which were compacted.</summary>
internal sealed class ClosedBuckets : IRollupStore
{
    private readonly List<Bucket> _waiting = [];

    public List<Bucket> Compacted { get; } = [];

    public void Close(Bucket bucket) => _waiting.Add(bucket);

    public Task<IReadOnlyList<Bucket>> UncompactedAsync(
        string project, string cohort, long beforeMs, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Bucket>>([.. _waiting.Where(b => b.StartMs < beforeMs).Take(limit)]);

    public Task CompactAsync(
        string project,
        string cohort,
        Bucket bucket,
        Func<IReadOnlyList<StoredRollup>, IReadOnlyList<StoredRollup>> merge,
        CancellationToken cancellation)
    {
        _waiting.Remove(bucket);
        Compacted.Add(bucket);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> StaleCohortsAsync(string project, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<StaleBucket>> StaleAsync(string project, string cohort, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<StaleBucket>> StaleInAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<StoredRollup>> LoadPartialsAsync(string project, string cohort, Bucket bucket, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<StoredRollup>> LoadCohortsAsync(string project, Bucket bucket, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<bool> CommitAsync(StaleBucket mark, IReadOnlyList<StoredRollup> rollups, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RollupPoint>> SeriesAsync(
        string project,
        string cohort,
        SoftwareKey software,
        int metricId,
        Resolution resolution,
        long fromMs,
        long toMs,
        CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<SoftwareKey>> SoftwareAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
