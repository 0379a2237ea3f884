using Fleet.Domain.Devices;
using Fleet.Domain.Retention;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Retention;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Columns;

/// <summary>
/// Reads one shard's log after the checkpoint of its column files, keeps the reports in memory, and writes them into files when there are
/// enough of them or they waited long. Questions get those that wait along with the files, so that an answer has every report that was
/// acknowledged. A crash loses nothing: what waited is read again. At a row that it cannot decode it stands still, as the projection does,
/// which tells where.
/// </summary>
[Reentrant]
internal sealed partial class ColumnGrain : Grain, IColumnGrain, IAsyncDisposable
{
    /// <summary>Rows read at a time.</summary>
    private const int RowsPerRound = 1_024;

    /// <summary>
    /// What a shard may keep waiting: some thousand reports of 50 metrics. With 16 shards in one process that is 64 MiB at most, and a file
    /// is large enough to compress well.
    /// </summary>
    private const long MaxWaitingBytes = 4L * 1024 * 1024;

    /// <summary>How long a report waits for a file: a report interval, so that a quiet shard makes a file an hour.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IEventLog _log;
    private readonly IColumnCatalog _catalog;
    private readonly ColumnFold _fold;
    private readonly ColumnWriter _writer;
    private readonly IRetentionStore _retention;
    private readonly ColumnInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<ColumnGrain> _logger;
    private readonly WorkLoop _loop;
    private ColumnBuffer? _buffer;
    private long _stoppedAt;
    private int _shard;

    public ColumnGrain(
        IEventLog log,
        IColumnCatalog catalog,
        IColumnFiles files,
        IMetricCatalogStore metrics,
        ResolvedTables tables,
        IRetentionStore retention,
        ColumnInstruments instruments,
        TimeProvider time,
        ILogger<ColumnGrain> logger)
    {
        _log = log;
        _catalog = catalog;
        _fold = new ColumnFold(tables);
        _writer = new ColumnWriter(files, catalog, metrics);
        _retention = retention;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(RoundAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = GrainKeys.ParseColumns(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task<ColumnTail> Tail(string project, int metricId, long fromMs, long toMs, long head, long checkpoint)
    {
        if (_buffer is not { } buffer || !buffer.Covers(checkpoint, head))
        {
            buffer = await CaughtUpAsync(head);
        }

        var rows = new List<TailRow>();
        foreach (var report in buffer.Of(project))
        {
            if (report.EndMs >= fromMs && report.EndMs < toMs && report.TryFind(metricId, out var value))
            {
                rows.Add(new TailRow(
                    report.DeviceId,
                    report.Serial,
                    report.EndMs,
                    report.Cohort,
                    report.SoftwareType,
                    report.SoftwareVersion,
                    value.Value,
                    value.Min,
                    value.Max,
                    value.Samples,
                    value.Sketch));
            }
        }

        return new ColumnTail(buffer.Checkpoint, [.. rows]);
    }

    public async Task<ColumnReportTail> Reports(string project, long fromMs, long toMs)
    {
        var buffer = await CaughtUpAsync(await HeadAsync());
        return new ColumnReportTail(buffer.Checkpoint, [.. buffer.Of(project).Where(r => r.EndMs >= fromMs && r.EndMs < toMs)]);
    }

    public async Task Flush()
    {
        await CatchUpAsync(await HeadAsync());
        await _loop.BetweenRoundsAsync(cancellation => _buffer is { } buffer ? WriteAsync(buffer, cancellation) : Task.CompletedTask);
    }

    /// <summary>
    /// Reads up to a position, not to the log's end as it grows on; or to a row that cannot be decoded. One round at least, which finds out
    /// whether the stored checkpoint is still the one remembered.
    /// </summary>
    private async Task CatchUpAsync(long head)
    {
        while (await _loop.RoundAsync() && (_buffer is null || _buffer.Position < head))
        {
            // More was waiting.
        }
    }

    private async Task<ColumnBuffer> CaughtUpAsync(long head)
    {
        await CatchUpAsync(head);
        return _buffer ?? throw new StoreUnavailableException($"shard {_shard}: another activation writes its column files");
    }

    private async Task<long> HeadAsync() => (await _log.HeadsAsync(CancellationToken.None))[_shard];

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogRoundFailed(e, _shard);
    }

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        try
        {
            var stored = await _catalog.LoadCheckpointAsync(_shard, cancellation);
            if (_buffer?.Checkpoint != stored)
            {
                // At the start; and when another activation wrote files, or the read models were thrown away to be rebuilt.
                _buffer = new ColumnBuffer(stored);
            }

            var rows = await _log.ReadAsync(_shard, _buffer.Position, RowsPerRound, cancellation);
            var horizons = rows.Count == 0 ? RetentionHorizons.None : await _retention.HorizonsAsync(cancellation);
            foreach (var row in rows)
            {
                if (!await TryTakeAsync(_buffer, row, horizons, cancellation))
                {
                    return false;
                }
            }

            if (_buffer.IsDue(_time.GetUtcNow(), MaxWaitingBytes, MaxWait))
            {
                await WriteAsync(_buffer, cancellation);
            }

            return rows.Count > 0;
        }
        catch
        {
            _buffer = null;
            throw;
        }
    }

    private async ValueTask<bool> TryTakeAsync(ColumnBuffer buffer, LogRow row, RetentionHorizons horizons, CancellationToken cancellation)
    {
        try
        {
            if (await _fold.ReadAsync(row, horizons, cancellation) is { } reports)
            {
                buffer.Add(row.Position, row.Device.Project, reports, _time.GetUtcNow());
            }
            else
            {
                buffer.Delete(row.Position, row.Device.Project, row.DeviceId, _time.GetUtcNow());
            }

            return true;
        }
        catch (InvalidDataException e)
        {
            if (_stoppedAt != row.Position)
            {
                _stoppedAt = row.Position;
                LogStopped(e, _shard, row.Position, row.Device);
            }

            return false;
        }
    }

    private async Task WriteAsync(ColumnBuffer buffer, CancellationToken cancellation)
    {
        if (buffer.Position == buffer.Checkpoint)
        {
            return;
        }

        var files = await _writer.WriteAsync(_shard, buffer, cancellation);
        if (files is null)
        {
            LogFenced(_shard, buffer.Checkpoint);
            _buffer = null;
            return;
        }

        var projects = files.Select(f => f.Project).Concat(buffer.Deleted.Select(d => d.Project)).Distinct(StringComparer.Ordinal).ToList();
        buffer.Written();
        _instruments.Written.Add(files.Count);
        foreach (var project in projects)
        {
            GrainFactory.GetGrain<IColumnMergeGrain>(GrainKeys.ColumnMerge(project)).Wake().Ignore();
        }
    }

    [LoggerMessage(1401, LogLevel.Warning, "Shard {Shard}: column files were not written; the round is repeated")]
    private partial void LogRoundFailed(Exception exception, int shard);

    [LoggerMessage(1402, LogLevel.Error, "Shard {Shard}: the column files stand still at position {Position}, of device {Device}, which cannot be decoded; it is tried again")]
    private partial void LogStopped(Exception exception, int shard, long position, DeviceKey device);

    [LoggerMessage(1403, LogLevel.Information, "Shard {Shard}: the checkpoint of the column files is no longer at {Position}; reading it again")]
    private partial void LogFenced(int shard, long position);
}
