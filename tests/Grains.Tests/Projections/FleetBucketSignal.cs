using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Tests.Projections;

/// <summary>The real store, telling when a bucket of the fleet was merged.</summary>
internal sealed class FleetBucketSignal(IRollupStore store) : IRollupStore
{
    private readonly TaskCompletionSource _merged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Merged => _merged.Task;

    public async Task<bool> CommitAsync(StaleBucket mark, IReadOnlyList<StoredRollup> rollups, CancellationToken cancellation)
    {
        var committed = await store.CommitAsync(mark, rollups, cancellation);
        if (committed && mark.Cohort.Length == 0)
        {
            _merged.TrySetResult();
        }

        return committed;
    }

    public Task<IReadOnlyList<string>> StaleCohortsAsync(string project, CancellationToken cancellation) => store.StaleCohortsAsync(project, cancellation);

    public Task<IReadOnlyList<string>> StaleProjectsAsync(CancellationToken cancellation) => store.StaleProjectsAsync(cancellation);

    public Task<IReadOnlyList<StaleBucket>> StaleAsync(string project, string cohort, int limit, CancellationToken cancellation) =>
        store.StaleAsync(project, cohort, limit, cancellation);

    public Task<IReadOnlyList<StaleBucket>> StaleInAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, int limit, CancellationToken cancellation) =>
        store.StaleInAsync(project, cohort, resolution, fromMs, toMs, limit, cancellation);

    public Task<IReadOnlyList<StoredRollup>> LoadPartialsAsync(string project, string cohort, Bucket bucket, CancellationToken cancellation) =>
        store.LoadPartialsAsync(project, cohort, bucket, cancellation);

    public Task<IReadOnlyList<StoredRollup>> LoadCohortsAsync(string project, Bucket bucket, CancellationToken cancellation) =>
        store.LoadCohortsAsync(project, bucket, cancellation);

    public Task<IReadOnlyList<RollupPoint>> SeriesAsync(
        string project, string cohort, SoftwareKey software, int metricId, Resolution resolution, long fromMs, long toMs, CancellationToken cancellation) =>
        store.SeriesAsync(project, cohort, software, metricId, resolution, fromMs, toMs, cancellation);

    public Task<IReadOnlyList<SoftwareKey>> SoftwareAsync(
        string project, string cohort, Resolution resolution, long fromMs, long toMs, CancellationToken cancellation) =>
        store.SoftwareAsync(project, cohort, resolution, fromMs, toMs, cancellation);
}
