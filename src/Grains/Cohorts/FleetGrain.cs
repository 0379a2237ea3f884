using Fleet.Grains.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Cohorts;

/// <summary>Merges a project's stale buckets from those of its cohorts, as <see cref="CohortGrain"/> does one level below.</summary>
[Reentrant]
internal sealed partial class FleetGrain : Grain, IFleetGrain, IAsyncDisposable
{
    private readonly IRollupStore _store;
    private readonly ILogger<FleetGrain> _logger;
    private readonly WorkLoop _loop;
    private string _project = "";

    public FleetGrain(IRollupStore store, TimeProvider time, ILogger<FleetGrain> logger)
    {
        _store = store;
        _logger = logger;
        _loop = new WorkLoop(MergeAsync, BucketMerging.Pause, time, LogMergeFailed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseFleet(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<SeriesPoint>> Query(SeriesQuery query)
    {
        await _loop.DrainAsync();
        return await SeriesReader.ReadAsync(_store, _project, cohort: "", query);
    }

    private async Task<bool> MergeAsync(CancellationToken cancellation)
    {
        var stale = await _store.StaleAsync(_project, cohort: "", BucketMerging.BucketsPerRound, cancellation);
        foreach (var mark in stale)
        {
            var cohorts = await _store.LoadCohortsAsync(_project, mark.Bucket, cancellation);
            await _store.CommitAsync(mark, CohortMerge.OfCohorts(cohorts), cancellation);
        }

        return stale.Count == BucketMerging.BucketsPerRound;
    }

    [LoggerMessage(1301, LogLevel.Warning, "Buckets of the fleet were not merged; they stay stale until the next round")]
    private partial void LogMergeFailed(Exception exception);
}
