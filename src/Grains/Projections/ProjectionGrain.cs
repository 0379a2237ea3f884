using Fleet.Domain.Retention;
using Fleet.Grains.Alerts;
using Fleet.Grains.Cohorts;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Retention;
using Fleet.Grains.Sets;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Projections;

/// <summary>
/// Reads one shard's log after its checkpoint and writes what follows from it together with the new checkpoint. A crash leaves either all
/// or nothing; a second activation is refused by the checkpoint. The read models are a function of the log: thrown away, they come back
/// the same. At a row that it cannot take it stands still, visibly (<see cref="StoppedShards"/>), and tries again with growing pauses.
/// </summary>
[Reentrant]
internal sealed partial class ProjectionGrain : Grain, IProjectionGrain, IAsyncDisposable
{
    /// <summary>Rows of one round, while rounds succeed: bounds memory and the length of a transaction.</summary>
    private const int MaxRowsPerRound = 2_048;

    /// <summary>Between two rounds, so that under load one round serves many uploads.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private readonly IEventLog _log;
    private readonly IEventLogFront _front;
    private readonly IProjectionStore _store;
    private readonly RowFolder _folder;
    private readonly DeviceSetCopies _sets;
    private readonly IRetentionStore _retention;
    private readonly RetentionInstruments _expired;
    private readonly ILogger<ProjectionGrain> _logger;
    private readonly StoppedShards _stopped;
    private readonly ProjectionSlots _slots;
    private readonly TimeProvider _time;
    private readonly WorkLoop _loop;
    private PartialCache _partials = null!;
    private StopGuard _stop = null!;
    private ProjectionCheckpoint? _checkpoint;
    private RetentionHorizons? _horizons;
    private int _rowsPerRound = MaxRowsPerRound;
    private int _shard;

    public ProjectionGrain(
        IEventLog log,
        IEventLogFront front,
        IProjectionStore store,
        ResolvedTables tables,
        MetricRanges ranges,
        DeviceSetCopies sets,
        IRetentionStore retention,
        RetentionInstruments expired,
        StoppedShards stopped,
        ProjectionSlots slots,
        TimeProvider time,
        ILogger<ProjectionGrain> logger)
    {
        _log = log;
        _front = front;
        _store = store;
        _folder = new RowFolder(store, tables, ranges);
        _sets = sets;
        _retention = retention;
        _expired = expired;
        _logger = logger;
        _stopped = stopped;
        _slots = slots;
        _time = time;
        _loop = new WorkLoop(ProjectAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = GrainKeys.ParseProjection(this.GetPrimaryKeyString());
        _partials = new PartialCache(_store, _shard);
        _stop = new StopGuard(_shard, _stopped, _time);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();

        // The next activation, here or elsewhere, finds out for itself.
        _stopped.Resumed(_shard);
    }

    public Task Wake()
    {
        // Not in the pause of a shard that stands still; the waker comes again.
        if (_stop.IsDue)
        {
            _loop.Wake();
        }

        return Task.CompletedTask;
    }

    public Task CatchUp() => _loop.DrainAsync();

    private void Failed(Exception e)
    {
        if (e is not RowException)
        {
            LogRoundFailed(e, _shard);
        }
    }

    private async Task<bool> ProjectAsync(CancellationToken cancellation)
    {
        ProjectionCheckpoint? from = null;
        IReadOnlyList<LogRow> rows = [];
        using var slot = await _slots.TakeAsync(cancellation);
        try
        {
            from = _checkpoint ??= await LoadCheckpointAsync(cancellation);
            rows = await _log.ReadAsync(_shard, from.Value.Position, _rowsPerRound, cancellation);
            var more = rows.Count > 0;
            if (more)
            {
                await TakeAsync(rows, from.Value, cancellation);
            }
            else
            {
                more = await WasMovedAsync(from.Value, cancellation);
            }

            if (_stop.Resume())
            {
                LogResumed(_shard);
            }

            return more;
        }
        catch (Exception e)
        {
            Forget();
            var next = from?.Position + 1 ?? 0;
            if (RowException.MayPass(e))
            {
                // It may have been too much at once for the store's patience: the same rows again would be too much again.
                _rowsPerRound = Math.Max(_rowsPerRound / 2, 1);
                _stop.Falter(next, e.Message);
                throw;
            }

            var alone = _rowsPerRound == 1;
            _rowsPerRound = 1;
            if (e is RowException row)
            {
                Stop(row);
                throw;
            }

            if (alone)
            {
                var at = rows.Count > 0 ? new RowException(rows[0], e) : new RowException(next, e);
                Stop(at);
                throw at;
            }

            // Which row it is shows when each is alone in its round.
            _loop.Wake();
            throw;
        }
    }

    /// <exception cref="RowException">The read models do not have all that is gone from the log: a part of what they show would be missing for ever, and nobody would know.</exception>
    private async Task<ProjectionCheckpoint> LoadCheckpointAsync(CancellationToken cancellation)
    {
        // The front first: it never passes the checkpoint.
        var firstKept = (await _front.FrontsAsync(cancellation))[_shard].FirstKept;
        var checkpoint = await _store.LoadCheckpointAsync(_shard, cancellation);
        return firstKept - 1 <= checkpoint.Position
            ? checkpoint
            : throw new RowException(checkpoint.Position + 1, new InvalidDataException(
                $"the event log begins at position {firstKept}, and the read models do not have what was before it; put back read models that are as new as the log, or see 'Fleet.Gateway rebuild --help'"));
    }

    /// <exception cref="RowException">The first of the rows cannot be decoded.</exception>
    private async Task TakeAsync(IReadOnlyList<LogRow> rows, ProjectionCheckpoint from, CancellationToken cancellation)
    {
        var horizons = _horizons ??= await _retention.HorizonsAsync(cancellation);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var (fold, taken) = await _folder.FoldAsync(_shard, rows, from, horizons, cancellation);
        var (partials, touched) = await _partials.MergeAsync(fold.Rollups(), cancellation);
        var devices = fold.Devices;
        var commit = new ProjectionCommit
        {
            Shard = _shard,
            Expected = from,
            Next = @from with { Position = rows[taken - 1].Position, NextOrdinal = fold.NextOrdinal },
            Deleted = fold.Deleted,
            Devices = devices,
            Reports = fold.Reports,
            Observations = fold.Observations,
            Partials = partials,
            Touched = touched,
            Processing = fold.Processing,
            Released = fold.Released,
            RetentionEpoch = horizons.Epoch,
            AtMs = now,
            Sets = await _sets.AskAsync(devices, fold.Deleted, now, cancellation),
        };
        // Whoever was to erase them may have died; here it is done for certain, since the checkpoint moves only behind it.
        foreach (var deleted in fold.Deleted)
        {
            await _log.EraseAsync(_shard, deleted.DeviceId, cancellation);
        }

        if (!await _store.CommitAsync(commit, cancellation))
        {
            LogFenced(_shard, from.Position);
            Forget();
            _sets.Forget(commit.Sets);
            return;
        }

        _checkpoint = commit.Next;
        _expired.CameLate(fold.Expired);
        _rowsPerRound = Math.Min(_rowsPerRound * 2, MaxRowsPerRound);
        _partials.Trim();
        WakeOthers(commit);
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

    private void WakeOthers(ProjectionCommit commit)
    {
        foreach (var (project, cohort) in commit.Touched.Select(t => (t.Project, t.Cohort)).Distinct())
        {
            GrainFactory.GetGrain<ICohortGrain>(GrainKeys.Cohort(project, cohort)).Wake().Ignore();
        }

        foreach (var sets in commit.Sets.Where(sets => sets.HasWindows))
        {
            GrainFactory.GetGrain<IDeviceSetsGrain>(GrainKeys.Sets(sets.Project)).Reported().Ignore();
        }

        if (commit.Reports.Count > 0 || commit.Deleted.Count > 0)
        {
            GrainFactory.GetGrain<IAlertGrain>(GrainKeys.Alerts(_shard)).Wake().Ignore();
        }

        if (commit.Observations.Count > 0 || commit.Deleted.Count > 0)
        {
            GrainFactory.GetGrain<ITraceGrain>(GrainKeys.Traces(_shard)).Wake().Ignore();
        }
    }

    private void Forget()
    {
        _checkpoint = null;
        _horizons = null;
        _partials.Clear();
    }
}
