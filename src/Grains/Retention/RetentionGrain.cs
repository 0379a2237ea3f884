using Fleet.Domain.Retention;
using Fleet.Grains.Columns;
using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Fleet.Grains.Retention;

/// <summary>
/// Applies the retention of one project: first the horizons move, in a transaction after which nothing comes in behind them, then all behind them goes. A
/// run that is cut off has removed what it has, and the next one begins anew. Between two steps others write.
/// </summary>
[Reentrant]
internal sealed partial class RetentionGrain : Grain, IRetentionGrain, IAsyncDisposable
{
    /// <summary>Between two steps, so that retention has a fraction of the store's time however much is to go.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IRetentionStore _store;
    private readonly IReadOnlyList<IExpiringRows> _places;
    private readonly RetentionInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<RetentionGrain> _logger;
    private readonly WorkLoop _loop;
    private RetentionSweep? _sweep;
    private Removed _removed;
    private string _project = "";

    public RetentionGrain(
        IRetentionStore store, IEnumerable<IExpiringRows> places, RetentionInstruments instruments, TimeProvider time, ILogger<RetentionGrain> logger)
    {
        _store = store;
        _places = [.. places];
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(StepAsync, Pause, time, Failed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseRetention(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public Task Wake()
    {
        _loop.Wake();
        return Task.CompletedTask;
    }

    public async Task Run()
    {
        // What is under way may be by older settings.
        await _loop.BetweenRoundsAsync(_ =>
        {
            _sweep = null;
            return Task.CompletedTask;
        });
        await _loop.DrainAsync();
    }

    private void Failed(Exception e)
    {
        _instruments.Failures.Add(1);
        LogFailed(e, _project);
    }

    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var sweep = _sweep ??= await BeginAsync(now, cancellation);
        try
        {
            if (await sweep.StepAsync(now, cancellation) is { } step)
            {
                _instruments.Went(step.Kind, step.Removed);
                _removed += step.Removed;
                return true;
            }

            await EndAsync(now, cancellation);
            return false;
        }
        catch
        {
            _sweep = null;
            throw;
        }
    }

    private async Task<RetentionSweep> BeginAsync(long now, CancellationToken cancellation)
    {
        var directory = (await GrainFactory.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0))!;
        var wanted = RetentionRules.Kinds.ToDictionary(kind => kind, kind =>
        {
            var days = directory.RetentionOf(_project, kind);
            return new RetentionHorizon(RetentionRules.HorizonMs(now, days), days, now);
        });
        await _store.BeginRunAsync(_project, now, cancellation);
        await _store.RaiseAsync(_project, wanted, cancellation);
        _removed = default;
        return new RetentionSweep(_project, _places, await _store.HorizonsAsync(cancellation));
    }

    private async Task EndAsync(long now, CancellationToken cancellation)
    {
        _sweep = null;
        await _store.EndRunAsync(_project, now, cancellation);
        if (_removed != default)
        {
            // Sweeps from the disk what left the catalog.
            GrainFactory.GetGrain<IColumnMergeGrain>(GrainKeys.ColumnMerge(_project)).Wake().Ignore();
            LogRemoved(_project, _removed.Rows, _removed.Files, _removed.Bytes);
        }

        // No index names batches from behind the horizons any more.
        GrainFactory.GetGrain<ILogRetentionGrain>(GrainKeys.LogRetention).Wake().Ignore();
    }

    [LoggerMessage(1801, LogLevel.Warning, "Retention of project {Project}: a round failed; it is repeated")]
    private partial void LogFailed(Exception exception, string project);

    [LoggerMessage(1802, LogLevel.Information, "Retention of project {Project}: {Rows} rows and {Files} files ({Bytes} bytes) expired and were removed")]
    private partial void LogRemoved(string project, long rows, long files, long bytes);
}
