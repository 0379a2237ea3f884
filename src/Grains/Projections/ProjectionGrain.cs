using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Projections;

/// <summary>
/// Reads one shard's log after its checkpoint and writes what follows from it together with the new checkpoint. A crash leaves either all
/// or nothing; a second activation is refused by the checkpoint. The read models are a function of the log: thrown away, they come back
/// the same.
/// </summary>
[Reentrant]
internal sealed partial class ProjectionGrain : Grain, IProjectionGrain, IAsyncDisposable
{
    /// <summary>Rows of one round: bounds memory and the length of a transaction.</summary>
    private const int RowsPerRound = 2_048;

    /// <summary>Between two rounds, so that under load one round serves many uploads.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private readonly IEventLog _log;
    private readonly IProjectionStore _store;
    private readonly ResolvedTables _tables;
    private readonly ILogger<ProjectionGrain> _logger;
    private readonly WorkLoop _loop;
    private PartialCache _partials = null!;
    private ProjectionCheckpoint? _checkpoint;
    private int _shard;

    public ProjectionGrain(IEventLog log, IProjectionStore store, ResolvedTables tables, TimeProvider time, ILogger<ProjectionGrain> logger)
    {
        _log = log;
        _store = store;
        _tables = tables;
        _logger = logger;
        _loop = new WorkLoop(ProjectAsync, Pause, time, e => LogRoundFailed(e, _shard));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = GrainKeys.ParseProjection(this.GetPrimaryKeyString());
        _partials = new PartialCache(_store, _shard);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public Task CatchUp() => _loop.DrainAsync();

    private async Task<bool> ProjectAsync(CancellationToken cancellation)
    {
        try
        {
            var from = _checkpoint ??= await _store.LoadCheckpointAsync(_shard, cancellation);
            var rows = await _log.ReadAsync(_shard, from.Position, RowsPerRound, cancellation);
            if (rows.Count == 0)
            {
                return await WasMovedAsync(from, cancellation);
            }

            var fold = await FoldAsync(rows, from, cancellation);
            var rollups = fold.Rollups();
            var commit = new ProjectionCommit
            {
                Shard = _shard,
                Expected = from,
                Next = new ProjectionCheckpoint(rows[^1].Position, fold.NextOrdinal),
                Devices = fold.Devices,
                Reports = fold.Reports,
                Partials = await MergeAsync(rollups, cancellation),
                Touched = [.. rollups.Keys.Select(k => new TouchedBucket(k.Project, k.Cohort, k.Bucket)).Distinct()],
                Processing = fold.Processing,
            };
            if (!await _store.CommitAsync(commit, cancellation))
            {
                LogFenced(_shard, from.Position);
                Forget();
                return true;
            }

            _checkpoint = commit.Next;
            _partials.Trim();
            WakeCohorts(commit.Touched);
            return true;
        }
        catch
        {
            Forget();
            throw;
        }
    }

    /// <summary>
    /// Whether the stored checkpoint is another than the one remembered: the read models were thrown away to be rebuilt, which on a shard
    /// without new rows no commit would tell.
    /// </summary>
    private async Task<bool> WasMovedAsync(ProjectionCheckpoint remembered, CancellationToken cancellation)
    {
        if (await _store.LoadCheckpointAsync(_shard, cancellation) == remembered)
        {
            return false;
        }

        LogFenced(_shard, remembered.Position);
        Forget();
        return true;
    }

    private async Task<ShardFold> FoldAsync(IReadOnlyList<LogRow> rows, ProjectionCheckpoint from, CancellationToken cancellation)
    {
        var batches = new DeviceBatch[rows.Count];
        var tables = new Dictionary<(string, TableHash), ResolvedTable>();
        for (var i = 0; i < rows.Count; i++)
        {
            batches[i] = DeviceBatchCodec.Decode(rows[i].Format, rows[i].Payload);
            foreach (var e in batches[i].Events)
            {
                if (e is ReportRecorded report && !tables.ContainsKey((rows[i].Device.Project, report.Report.Table))
                    && await _tables.FindAsync(rows[i].Device.Project, report.Report.Table, cancellation) is { } table)
                {
                    tables.Add((rows[i].Device.Project, report.Report.Table), table);
                }
            }
        }

        var known = await _store.LoadDevicesAsync(_shard, rows.Select(r => r.DeviceId).ToHashSet(), cancellation);
        var fold = new ShardFold(_shard, from.NextOrdinal, known, tables);
        for (var i = 0; i < rows.Count; i++)
        {
            fold.Add(rows[i], batches[i]);
        }

        return fold;
    }

    private async Task<List<PartialRollup>> MergeAsync(
        Dictionary<PartialKey, Dictionary<int, MetricRollup>> rollups, CancellationToken cancellation)
    {
        var merged = new List<PartialRollup>();
        foreach (var (key, metrics) in rollups)
        {
            var bucket = await _partials.GetAsync(key, cancellation);
            foreach (var (metric, rollup) in metrics)
            {
                if (bucket.TryGetValue(metric, out var sum))
                {
                    sum.Merge(rollup);
                }
                else
                {
                    bucket.Add(metric, sum = rollup);
                }

                merged.Add(new PartialRollup(key, metric, sum.ToArray()));
            }
        }

        return merged;
    }

    private void WakeCohorts(IEnumerable<TouchedBucket> touched)
    {
        foreach (var (project, cohort) in touched.Select(t => (t.Project, t.Cohort)).Distinct())
        {
            GrainFactory.GetGrain<ICohortGrain>(GrainKeys.Cohort(project, cohort)).Wake().Ignore();
        }
    }

    private void Forget()
    {
        _checkpoint = null;
        _partials.Clear();
    }

    [LoggerMessage(1101, LogLevel.Warning, "Shard {Shard}: a round of the projection failed; it is repeated")]
    private partial void LogRoundFailed(Exception exception, int shard);

    [LoggerMessage(1102, LogLevel.Information, "Shard {Shard}: the checkpoint is no longer at {Position}; reading it again")]
    private partial void LogFenced(int shard, long position);
}
