using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Cohorts;

/// <summary>
/// Merges a cohort's stale buckets from the partials of all shards. Holds no state: what is stale, and what the parts are, is in the
/// store, whose stamps also keep a merge of old parts from replacing one of newer parts.
/// </summary>
[Reentrant]
internal sealed partial class CohortGrain : Grain, ICohortGrain, IAsyncDisposable
{
    private readonly IRollupStore _store;
    private readonly ILogger<CohortGrain> _logger;
    private readonly WorkLoop _loop;
    private string _project = "";
    private string _cohort = "";

    public CohortGrain(IRollupStore store, TimeProvider time, ILogger<CohortGrain> logger)
    {
        _store = store;
        _logger = logger;
        _loop = new WorkLoop(MergeAsync, BucketMerging.Pause, time, LogMergeFailed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_project, _cohort) = GrainKeys.ParseCohort(this.GetPrimaryKeyString());
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
        return await SeriesReader.ReadAsync(_store, _project, _cohort, query);
    }

    public async Task<IReadOnlyList<SoftwareInfo>> Software(int resolution, long fromMs, long toMs)
    {
        await _loop.DrainAsync();
        var software = await _store.SoftwareAsync(_project, _cohort, (Resolution)resolution, fromMs, toMs, CancellationToken.None);
        return [.. software.Select(s => new SoftwareInfo(s.Type, s.Version))];
    }

    private async Task<bool> MergeAsync(CancellationToken cancellation)
    {
        var stale = await _store.StaleAsync(_project, _cohort, BucketMerging.BucketsPerRound, cancellation);
        foreach (var mark in stale)
        {
            var partials = await _store.LoadPartialsAsync(_project, _cohort, mark.Bucket, cancellation);
            await _store.CommitAsync(mark, CohortMerge.OfPartials(_cohort, partials), cancellation);
        }

        if (stale.Count > 0)
        {
            GrainFactory.GetGrain<IFleetGrain>(GrainKeys.Fleet(_project)).Wake().Ignore();
        }

        return stale.Count == BucketMerging.BucketsPerRound;
    }

    [LoggerMessage(1201, LogLevel.Warning, "Buckets of a cohort were not merged; they stay stale until the next round")]
    private partial void LogMergeFailed(Exception exception);
}
