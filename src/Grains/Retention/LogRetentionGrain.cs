using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Retention;

/// <summary>
/// Drops the front of each shard of the event log, shard by shard, after the retention of a project has run. A run that is cut off has dropped what it has, and
/// the next one begins anew. Between two steps others write.
/// </summary>
[Reentrant]
internal sealed partial class LogRetentionGrain : Grain, ILogRetentionGrain, IAsyncDisposable
{
    /// <summary>As retention's: a fraction of the log's time, however much is to go.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IEventLog _log;
    private readonly LogFront _front;
    private readonly IRetentionStore _store;
    private readonly RetentionInstruments _instruments;
    private readonly ILogger<LogRetentionGrain> _logger;
    private readonly WorkLoop _loop;
    private LogNeed? _need;
    private int _shard;
    private DroppedFront _dropped;
    private List<LogHold> _found = [];
    private IReadOnlyList<LogHold> _holds = [];

    public LogRetentionGrain(
        IEventLog log,
        IEventLogFront front,
        IReadModelFront readModels,
        DeviceGrains devices,
        IRetentionStore store,
        RetentionInstruments instruments,
        TimeProvider time,
        ILogger<LogRetentionGrain> logger)
    {
        _log = log;
        _front = new LogFront(front, readModels, devices);
        _store = store;
        _instruments = instruments;
        _logger = logger;
        _loop = new WorkLoop(StepAsync, Pause, time, Failed);
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task Run()
    {
        // What is under way may be by older horizons.
        await _loop.BetweenRoundsAsync(_ =>
        {
            _need = null;
            return Task.CompletedTask;
        });
        await _loop.DrainAsync();
    }

    public Task<IReadOnlyList<LogHold>> Holds() => Task.FromResult(_holds);

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogFailed(e);
    }

    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        var need = _need ??= await BeginAsync(cancellation);
        try
        {
            if (need.FromMs == 0 || _shard == _log.ShardCount)
            {
                End();
                return false;
            }

            var step = await _front.StepAsync(_shard, need, cancellation);
            _instruments.WentFromLog(step.Dropped);
            _dropped = new DroppedFront(_dropped.Batches + step.Dropped.Batches, _dropped.Bytes + step.Dropped.Bytes);
            if (step.Hold is { } hold)
            {
                LogHeld(_shard, hold.Reason);
                _found.Add(hold);
            }

            _shard += step.IsDone ? 1 : 0;
            return true;
        }
        catch
        {
            _need = null;
            throw;
        }
    }

    private async Task<LogNeed> BeginAsync(CancellationToken cancellation)
    {
        var directory = (await GrainFactory.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0))!;
        var need = await LogNeed.OfAsync(directory, _store, cancellation);
        _shard = 0;
        _dropped = default;
        _found = need.Hold is { } hold ? [hold] : [];
        return need;
    }

    private void End()
    {
        _need = null;
        _holds = _found;
        _instruments.Held(_holds.Count);
        if (_dropped.Batches > 0)
        {
            LogDropped(_dropped.Batches, _dropped.Bytes);
        }
    }

    [LoggerMessage(1821, LogLevel.Warning, "Retention of the event log: a round failed; it is repeated")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(1822, LogLevel.Information, "Retention of the event log: {Batches} batches ({Bytes} bytes) expired and were removed")]
    private partial void LogDropped(long batches, long bytes);

    [LoggerMessage(1823, LogLevel.Warning, "Retention of the event log: shard {Shard} keeps batches that nobody needs: {Reason}")]
    private partial void LogHeld(int shard, string reason);
}
