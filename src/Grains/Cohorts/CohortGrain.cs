using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Cohorts;

/// <summary>Merges a cohort's buckets from the partials of all shards, and answers from them.</summary>
[Reentrant]
internal sealed partial class CohortGrain : Grain, ICohortGrain, IAsyncDisposable
{
    private readonly IRollupStore _store;
    private readonly ILogger<CohortGrain> _logger;
    private readonly WorkLoop _loop;
    private readonly TimeProvider _time;
    private BucketMerger _merger = null!;
    private BucketCompactor _compactor = null!;
    private string _project = "";
    private string _cohort = "";

    public CohortGrain(IRollupStore store, TimeProvider time, ILogger<CohortGrain> logger)
    {
        _store = store;
        _logger = logger;
        _time = time;
        _loop = new WorkLoop(MergeAsync, BucketMerger.Pause, time, LogRoundFailed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_project, _cohort) = GrainKeys.ParseCohort(this.GetPrimaryKeyString());
        _merger = new BucketMerger(_store, _project, _cohort, MergePartialsAsync, (e, bucket) => LogMergeFailed(e, _project, _cohort, bucket));
        _compactor = new BucketCompactor(_store, _project, _cohort, _time);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public Task<int> Merge(int resolution, long fromMs, long toMs) =>
        _merger.MergeInAsync((Resolution)resolution, fromMs, toMs, CancellationToken.None);

    public Task Compact() => _compactor.RunAsync(CancellationToken.None);

    public async Task<SeriesAnswer> Query(SeriesQuery query)
    {
        var stale = await Merge(query.Resolution, query.FromMs, query.ToMs);
        return await SeriesReader.ReadAsync(_store, _project, _cohort, query) with { StaleBuckets = stale };
    }

    public async Task<IReadOnlyList<SoftwareInfo>> Software(int resolution, long fromMs, long toMs)
    {
        await Merge(resolution, fromMs, toMs);
        var software = await _store.SoftwareAsync(_project, _cohort, (Resolution)resolution, fromMs, toMs, CancellationToken.None);
        return [.. software.Select(s => new SoftwareInfo(s.Type, s.Version))];
    }

    private async Task<bool> MergeAsync(CancellationToken cancellation)
    {
        var merged = await _merger.MergeAsync(cancellation);
        if (merged > 0)
        {
            GrainFactory.GetGrain<IFleetGrain>(GrainKeys.Fleet(_project)).Wake().Ignore();
        }

        // Compaction only when nothing is to be merged: that cannot wait.
        if (merged == BucketMerger.BucketsPerRound)
        {
            _compactor.Hurry();
            return true;
        }

        return await _compactor.StepAsync(cancellation);
    }

    private async Task<IReadOnlyList<StoredRollup>> MergePartialsAsync(Bucket bucket, CancellationToken cancellation) =>
        CohortMerge.OfPartials(_cohort, await _store.LoadPartialsAsync(_project, _cohort, bucket, cancellation));

    [LoggerMessage(1201, LogLevel.Warning, "Buckets of a cohort were not merged; they stay stale until the next round")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(1202, LogLevel.Warning, "{Bucket} of cohort {Project}/{Cohort} was not merged; it stays stale")]
    private partial void LogMergeFailed(Exception exception, string project, string cohort, Bucket bucket);
}
