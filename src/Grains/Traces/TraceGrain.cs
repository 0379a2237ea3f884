using Fleet.Domain.Devices;
using Fleet.Domain.Retention;
using Fleet.Domain.Traces.Grouping;
using Fleet.Grains.EventLog;
using Fleet.Grains.Grouping;
using Fleet.Grains.Projections;
using Fleet.Grains.Retention;
using Fleet.Grains.Symbolication;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Traces;

/// <summary>
/// Reads one shard's log behind its projection, makes traces of what devices tell, asks for their issues, and writes rows, counts and its own checkpoint in one
/// transaction. If it dies before that, the same traces are placed again, which changes nothing. It never holds up the projection; what the projection does not have
/// yet waits, since a trace says which place its device has among those of its shard.
/// </summary>
[Reentrant]
internal sealed partial class TraceGrain : Grain, ITraceGrain, IAsyncDisposable
{
    /// <summary>Rows read at a time.</summary>
    private const int RowsPerRound = 1_024;

    /// <summary>Traces of a round, which one row may pass: what one call of the issues takes, and some tens of milliseconds of the store's writer.</summary>
    private const int TracesPerRound = 500;

    /// <summary>Rows without a trace that are passed before the checkpoint follows: a restart reads them again.</summary>
    private const int MaxPassed = 8_192;

    /// <summary>How long the checkpoint stays behind for want of traces: the front of the log waits for it.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IEventLog _log;
    private readonly IProjectionStore _projection;
    private readonly ITraceStore _store;
    private readonly ITraceStackIndex _stacks;
    private readonly IRetentionStore _retention;
    private readonly ProjectGroupings _groupings;
    private readonly TraceInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<TraceGrain> _logger;
    private readonly TracePlacer _placer;
    private readonly KnownSymbols _symbols;
    private readonly WorkLoop _loop;
    private readonly SemaphoreSlim _placing = new(1);
    private TraceCheckpoint? _checkpoint;
    private RetentionHorizons? _horizons;
    private long _position;
    private DateTimeOffset _passedSince;
    private int _shard;

    public TraceGrain(
        IEventLog log,
        IProjectionStore projection,
        ITraceStore store,
        ITraceStackIndex stacks,
        IRetentionStore retention,
        ProjectGroupings groupings,
        TraceInstruments instruments,
        KnownSymbols symbols,
        IGrainFactory grains,
        TimeProvider time,
        ILogger<TraceGrain> logger)
    {
        _log = log;
        _projection = projection;
        _store = store;
        _stacks = stacks;
        _retention = retention;
        _groupings = groupings;
        _instruments = instruments;
        _symbols = symbols;
        _time = time;
        _logger = logger;
        _placer = new TracePlacer(stacks, grains);
        _loop = new WorkLoop(RoundAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = GrainKeys.ParseTraces(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _placing.Dispose();
    }

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task CatchUp()
    {
        await _loop.DrainAsync();
        await _loop.BetweenRoundsAsync(cancellation => RoundAsync(isLast: true, cancellation));
    }

    public async Task Settle()
    {
        await _placing.WaitAsync();
        _placing.Release();
    }

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogRoundFailed(e, _shard);
    }

    private Task<bool> RoundAsync(CancellationToken cancellation) => RoundAsync(isLast: false, cancellation);

    /// <param name="isLast">Whether the checkpoint is to follow in any case.</param>
    /// <param name="cancellation">Of the grain.</param>
    private async Task<bool> RoundAsync(bool isLast, CancellationToken cancellation)
    {
        await _placing.WaitAsync(cancellation);
        try
        {
            var stored = await _store.LoadCheckpointAsync(_shard, cancellation);
            if (_checkpoint != stored)
            {
                // At the start; and when another activation wrote, or the read models were thrown away to be made anew.
                Forget();
                (_checkpoint, _position, _passedSince) = (stored, stored.Position, _time.GetUtcNow());
            }

            var end = (await _projection.LoadCheckpointAsync(_shard, cancellation)).Position;
            var rows = _position < end ? await _log.ReadAsync(_shard, _position, RowsPerRound, cancellation) : [];
            var fold = new TraceFold(_shard, await GroupingsAsync(rows));
            var next = _position;
            foreach (var row in rows)
            {
                if (row.Position > end || fold.Traces.Count >= TracesPerRound)
                {
                    break;
                }

                fold.Add(row, DeviceBatchCodec.Decode(row.Format, row.Payload));
                next = row.Position;
            }

            var more = next > _position;
            if (!fold.IsEmpty || IsDue(stored.Position, next, isLast))
            {
                await TakeAsync(fold, stored, next, cancellation);
            }
            else
            {
                _position = next;
            }

            return more;
        }
        catch
        {
            Forget();
            throw;
        }
        finally
        {
            _placing.Release();
        }
    }

    /// <summary>As they are at the beginning of the round: rules that change during it hold from the next one on.</summary>
    private async Task<Func<string, ProjectGrouping>> GroupingsAsync(IReadOnlyList<LogRow> rows)
    {
        var groupings = new Dictionary<string, ProjectGrouping>(StringComparer.Ordinal);
        foreach (var project in rows.Select(row => row.Device.Project).Distinct(StringComparer.Ordinal))
        {
            groupings.Add(project, await _groupings.OfAsync(project));
        }

        return project => groupings[project];
    }

    /// <summary>Whether the checkpoint is to follow though there is nothing to write with it.</summary>
    private bool IsDue(long stored, long next, bool isLast) =>
        next > stored && (isLast || next - stored >= MaxPassed || _time.GetUtcNow() - _passedSince >= MaxWait);

    private async Task TakeAsync(TraceFold fold, TraceCheckpoint stored, long next, CancellationToken cancellation)
    {
        var horizons = _horizons ??= await _retention.HorizonsAsync(cancellation);
        var (pending, cores) = await _placer.WithStacksAsync(fold, cancellation);
        var devices = (await _store.DevicesAsync(_shard, pending.Select(t => t.DeviceId).ToHashSet(), cancellation)).ToDictionary(device => device.DeviceId);

        // One that the read models do not have any more was deleted further on in the log.
        pending = [.. pending.Where(t => devices.ContainsKey(t.DeviceId))];
        var issues = await _placer.PlaceAsync(pending);
        await ForgetStacksAsync(fold.Deleted, cancellation);
        var commit = new TraceCommit
        {
            Shard = _shard,
            Expected = stored.Position,
            Next = next,
            RetentionEpoch = horizons.Epoch,
            AtMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            Deleted = fold.Deleted,
            Traces = [.. pending.Select((t, i) => new NewTrace(
                t.RowOf(devices[t.DeviceId], issues[i]),
                IsKept: !horizons.Of(t.Project, RetentionKind.Traces).IsPast(t.Cursor.CapturedAtMs),
                IsCounted: !stored.Frozen.Had(t.Cursor.Position) || !stored.Frozen.Holds(t.Cursor.CapturedAtMs)))],
            Cores = cores,
        };
        if (!await _store.CommitAsync(commit, cancellation))
        {
            LogFenced(_shard, stored.Position);
            Forget();
            return;
        }

        (_checkpoint, _position, _passedSince) = (stored with { Position = next }, next, _time.GetUtcNow());
        _instruments.Taken.Add(commit.Traces.Count);
        _instruments.Expired.Add(commit.Traces.Count(t => !t.IsKept));
        _instruments.Cores.Add(cores.Count);
        foreach (var project in pending.Select(t => t.Project).Distinct(StringComparer.Ordinal))
        {
            GrainFactory.GetGrain<IIssueRowsGrain>(GrainKeys.IssueRows(project)).Wake().Ignore();
        }

        await _symbols.EnqueueAsync(commit.Traces.Where(t => t.IsKept).Select(t => t.Row), cancellation);
        GrainFactory.GetGrain<ISymbolicationGrain>(GrainKeys.Symbolication(_shard)).Wake().Ignore();
    }

    /// <summary>Stacks first: they lie elsewhere, and are found by the rows that go with the commit.</summary>
    private async Task ForgetStacksAsync(IReadOnlySet<long> deleted, CancellationToken cancellation)
    {
        if (deleted.Count > 0)
        {
            foreach (var project in (await _store.CrashesAsync(deleted, cancellation)).GroupBy(crash => crash.Project, crash => crash.CrashId, StringComparer.Ordinal))
            {
                await _stacks.DeleteAsync(project.Key, project.ToHashSet(), cancellation);
            }
        }
    }

    private void Forget()
    {
        _checkpoint = null;
        _horizons = null;
    }

    [LoggerMessage(1451, LogLevel.Warning, "Shard {Shard}: traces were not taken up; the round is repeated")]
    private partial void LogRoundFailed(Exception exception, int shard);

    [LoggerMessage(1452, LogLevel.Information, "Shard {Shard}: the checkpoint of the traces is no longer at {Position}, or what is kept has changed; reading it again")]
    private partial void LogFenced(int shard, long position);
}
