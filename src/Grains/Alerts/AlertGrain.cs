using Fleet.Domain.Alerts;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Alerts;

/// <summary>
/// Reads one shard's log behind its projection, evaluates alerts, and writes where they stand, incidents and its own checkpoint in one transaction. If it dies before
/// that, the same rows are evaluated again, which comes to the same. See docs/adr/0013-alerts-behind-the-projection.md.
/// </summary>
[Reentrant]
internal sealed partial class AlertGrain : Grain, IAlertGrain, IAsyncDisposable
{
    /// <summary>Rows read at a time.</summary>
    private const int RowsPerRound = 1_024;

    /// <summary>Reports of a round, which one row may pass.</summary>
    private const int ReportsPerRound = 4_096;

    /// <summary>Timers that have run out, and tracks of alerts that changed, of one transaction.</summary>
    private const int TracksPerRound = 500;

    /// <summary>Rows without a change that are passed before the checkpoint follows: a restart reads them again.</summary>
    private const int MaxPassed = 8_192;

    /// <summary>How long the checkpoint stays behind for want of changes: the front of the log waits for it.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IEventLog _log;
    private readonly IProjectionStore _projection;
    private readonly IAlertStore _store;
    private readonly AlertCopies _copies;
    private readonly AlertReader _reader;
    private readonly RoundEvaluation _evaluation;
    private readonly AlertInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<AlertGrain> _logger;
    private readonly WorkLoop _loop;
    private readonly Dictionary<string, long> _settled = new(StringComparer.Ordinal);
    private AlertCheckpoint? _checkpoint;
    private long _position;
    private DateTimeOffset _passedSince;
    private int _shard;

    public AlertGrain(
        IEventLog log,
        IProjectionStore projection,
        IAlertStore store,
        IReportStore reports,
        AlertCopies copies,
        ResolvedTables tables,
        AlertInstruments instruments,
        TimeProvider time,
        ILogger<AlertGrain> logger)
    {
        _log = log;
        _projection = projection;
        _store = store;
        _copies = copies;
        _reader = new AlertReader(tables);
        _evaluation = new RoundEvaluation(store, projection, new LateEvaluation(store, reports, _reader), instruments);
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(RoundAsync, Pause, time, Failed);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = GrainKeys.ParseAlerts(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task CatchUp()
    {
        await _loop.DrainAsync();
        await _loop.BetweenRoundsAsync(PersistAsync);
    }

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogRoundFailed(e, _shard);
    }

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        try
        {
            var stored = await _store.LoadCheckpointAsync(_shard, cancellation);
            if (_checkpoint != stored)
            {
                // At the start; and when another activation wrote.
                (_checkpoint, _position, _passedSince) = (stored, stored.Position, _time.GetUtcNow());
                _settled.Clear();
            }

            var end = (await _projection.LoadCheckpointAsync(_shard, cancellation)).Position;
            if (end < _position)
            {
                // The read models are made anew: devices are missing until they are where they were.
                return false;
            }

            var alerts = await _copies.AllAsync(cancellation);
            return await SettleAsync(alerts, cancellation) || await DueAsync(alerts, cancellation) || await TakeAsync(alerts, end, cancellation);
        }
        catch
        {
            _checkpoint = null;
            throw;
        }
    }

    /// <summary>The checkpoint follows, though there is nothing to write with it.</summary>
    private async Task PersistAsync(CancellationToken cancellation)
    {
        if (_position > _checkpoint?.Position)
        {
            await CommitAsync(new AlertChanges(_shard, [], []), [], _position, new Dictionary<string, long>(), cancellation);
        }
    }

    /// <summary>Ends what alerts have that are no more what they were.</summary>
    private async Task<bool> SettleAsync(IReadOnlyDictionary<string, CompiledAlerts> alerts, CancellationToken cancellation)
    {
        foreach (var (project, compiled) in alerts.Where(a => _settled.GetValueOrDefault(a.Key) != a.Value.Revision))
        {
            var (tracks, open) = await _store.StaleAsync(_shard, project, compiled.TestRevisions, TracksPerRound, cancellation);
            if (tracks.Count == 0 && open.Count == 0)
            {
                _settled[project] = compiled.Revision;
                continue;
            }

            var changes = new AlertChanges(_shard, tracks, open);
            foreach (var (device, alert) in tracks.Select(t => (t.DeviceId, t.AlertId)).Union(open.Select(i => (i.DeviceId, i.AlertId))))
            {
                changes.End(device, alert, NowMs, IncidentText.AlertChanged);
            }

            await CommitAsync(changes, [], _position, Revisions(alerts, [project]), cancellation);
            return true;
        }

        return false;
    }

    /// <summary>Opens the incidents of timers that have run out.</summary>
    private async Task<bool> DueAsync(IReadOnlyDictionary<string, CompiledAlerts> alerts, CancellationToken cancellation)
    {
        var now = NowMs;
        var due = await _store.DueAsync(_shard, now, TracksPerRound, cancellation);
        if (due.Count == 0)
        {
            return false;
        }

        var ids = due.Select(track => track.DeviceId).ToHashSet();
        var devices = (await _projection.LoadDevicesAsync(_shard, ids, cancellation)).ToDictionary(device => device.DeviceId);
        var changes = new AlertChanges(_shard, due, await _store.OpenAsync(ids, cancellation));
        foreach (var track in due)
        {
            if (alerts.GetValueOrDefault(track.Project)?.Find(track.AlertId) is not { } alert || !devices.TryGetValue(track.DeviceId, out var view))
            {
                changes.End(track.DeviceId, track.AlertId, now, IncidentText.Gone);
                continue;
            }

            var device = new WatchedDevice(view, alerts[track.Project], now);
            if (!device.IsInScope(alert))
            {
                changes.End(track.DeviceId, track.AlertId, now, IncidentText.LeftScope);
                continue;
            }

            changes.Set(device, alert, track.State, isTold: true);
            changes.Take(device, alert, [], [track.State.OpenAt(alert.Definition.Delays, now)!.Value], IncidentText.Silence);
        }

        await CommitAsync(changes, [], _position, Revisions(alerts, due.Select(track => track.Project)), cancellation);
        return true;
    }

    private async Task<bool> TakeAsync(IReadOnlyDictionary<string, CompiledAlerts> alerts, long end, CancellationToken cancellation)
    {
        // Where no project ever had an alert nothing of the rows matters.
        var rows = _position < end && alerts.Count > 0 ? await _log.ReadAsync(_shard, _position, RowsPerRound, cancellation) : [];
        var round = new AlertRound(_reader, alerts);
        var next = alerts.Count > 0 ? _position : end;
        foreach (var row in rows.TakeWhile(row => row.Position <= end))
        {
            if (round.Count >= ReportsPerRound)
            {
                break;
            }

            await round.AddAsync(row, cancellation);
            next = row.Position;
        }

        var changes = await _evaluation.RunAsync(_shard, round, alerts, next, NowMs, cancellation);
        if (!changes.IsEmpty || round.Deleted.Count > 0 || IsDue(next))
        {
            await CommitAsync(changes, round.Deleted, next, Revisions(alerts, round.Devices.Values.Select(device => device.Project)), cancellation);

            // A timer that was set just now may have run out long ago.
            return true;
        }

        _position = next;
        return next < end;
    }

    /// <summary>Whether the checkpoint is to follow though there is nothing to write with it.</summary>
    private bool IsDue(long next) => next > _checkpoint!.Value.Position && (next - _checkpoint.Value.Position >= MaxPassed || _time.GetUtcNow() - _passedSince >= MaxWait);

    private async Task CommitAsync(AlertChanges changes, IReadOnlyCollection<long> deleted, long next, IReadOnlyDictionary<string, long> revisions, CancellationToken cancellation)
    {
        var commit = new AlertCommit
        {
            Shard = _shard,
            Expected = _checkpoint!.Value,
            Next = next,
            AtMs = NowMs,
            Revisions = revisions,
            Deleted = deleted,
            Tracks = changes.Tracks,
            Cleared = changes.Cleared,
            Incidents = changes.Incidents,
        };
        if (!await _store.CommitAsync(commit, cancellation))
        {
            LogFenced(_shard, commit.Expected.Position);
            _checkpoint = null;
            _loop.Wake();
            return;
        }

        (_checkpoint, _position, _passedSince) = (new AlertCheckpoint(next, commit.Expected.Commits + 1), next, _time.GetUtcNow());
        foreach (var kind in commit.Incidents.SelectMany(incident => incident.Entries).GroupBy(entry => entry.Kind))
        {
            _instruments.Told(kind.Key, kind.Count());
        }
    }

    private static Dictionary<string, long> Revisions(IReadOnlyDictionary<string, CompiledAlerts> alerts, IEnumerable<string> projects) =>
        projects.Distinct(StringComparer.Ordinal).Where(alerts.ContainsKey).ToDictionary(project => project, project => alerts[project].Revision, StringComparer.Ordinal);

    [LoggerMessage(1602, LogLevel.Warning, "Shard {Shard}: alerts were not evaluated; the round is repeated")]
    private partial void LogRoundFailed(Exception exception, int shard);

    [LoggerMessage(1603, LogLevel.Information, "Shard {Shard}: the checkpoint of the alerts is no longer at {Position}, or alerts have changed; reading again")]
    private partial void LogFenced(int shard, long position);
}
