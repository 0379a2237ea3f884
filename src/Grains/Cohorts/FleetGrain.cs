using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Cohorts;

/// <summary>Merges a project's buckets from those of its cohorts, and answers from them.</summary>
[Reentrant]
internal sealed partial class FleetGrain : Grain, IFleetGrain, IAsyncDisposable
{
    private readonly IRollupStore _store;
    private readonly ILogger<FleetGrain> _logger;
    private readonly WorkLoop _loop;
    private BucketMerger _merger = null!;
    private string _project = "";

    public FleetGrain(IRollupStore store, TimeProvider time, ILogger<FleetGrain> logger)
    {
        _store = store;
        _logger = logger;
        _loop = new WorkLoop(MergeAsync, BucketMerger.Pause, time, LogRoundFailed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseFleet(this.GetPrimaryKeyString());
        _merger = new BucketMerger(_store, _project, cohort: "", MergeCohortsAsync, (e, bucket) => LogMergeFailed(e, _project, bucket));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task<SeriesAnswer> Query(SeriesQuery query)
    {
        // A cohort that cannot be merged says so in its log and leaves the fleet's answer as it was.
        var cohorts = await _store.StaleCohortsAsync(_project, CancellationToken.None);
        var left = await Task.WhenAll(cohorts.Select(cohort =>
            GrainFactory.GetGrain<ICohortGrain>(GrainKeys.Cohort(_project, cohort)).Merge(query.Resolution, query.FromMs, query.ToMs)));
        var own = await _merger.MergeInAsync((Resolution)query.Resolution, query.FromMs, query.ToMs, CancellationToken.None);
        return await SeriesReader.ReadAsync(_store, _project, cohort: "", query) with { StaleBuckets = own + left.Sum() };
    }

    private async Task<bool> MergeAsync(CancellationToken cancellation) =>
        await _merger.MergeAsync(cancellation) == BucketMerger.BucketsPerRound;

    private async Task<IReadOnlyList<StoredRollup>> MergeCohortsAsync(Bucket bucket, CancellationToken cancellation) =>
        CohortMerge.OfCohorts(await _store.LoadCohortsAsync(_project, bucket, cancellation));

    [LoggerMessage(1301, LogLevel.Warning, "Buckets of the fleet were not merged; they stay stale until the next round")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(1302, LogLevel.Warning, "{Bucket} of project {Project} was not merged; it stays stale")]
    private partial void LogMergeFailed(Exception exception, string project, Bucket bucket);
}
