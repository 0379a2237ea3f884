using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Fleet.Grains.Management;

/// <summary>
/// State is written before it is seen, by one at a time. A second activation is refused by the storage, and what it did meanwhile is done again by
/// the first without effect.
/// </summary>
[Reentrant]
internal sealed partial class BulkGrain : Grain, IBulkGrain, IAsyncDisposable
{
    /// <summary>Devices of one step: progress is seen, and written, this often.</summary>
    private const int StepSize = 200;

    /// <summary>Bulk changes that run or wait.</summary>
    private const int MaxRunning = 16;

    /// <summary>Those that ended and can still be looked at.</summary>
    private const int MaxEnded = 20;

    /// <summary>Errors that are kept of one: enough to see what is wrong; all are counted.</summary>
    private const int MaxErrors = 100;

    /// <summary>Between two steps: uploads come first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IPersistentState<BulkState> _stored;
    private readonly IDeviceDirectory _devices;
    private readonly FilterWindows _windows;
    private readonly TimeProvider _time;
    private readonly ILogger<BulkGrain> _logger;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly WorkLoop _loop;
    private string _project = "";

    public BulkGrain(
        [PersistentState("bulk", OperatorStorage.Name)] IPersistentState<BulkState> stored,
        IDeviceDirectory devices,
        FilterWindows windows,
        TimeProvider time,
        ILogger<BulkGrain> logger)
    {
        _stored = stored;
        _devices = devices;
        _windows = windows;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(StepAsync, Pause, time, e => LogStepFailed(e, _project));
    }

    private BulkJob? Next => _stored.State.Jobs.Find(j => j.IsRunning);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseBulk(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _writing.Dispose();
    }

    public async Task<BulkJob> Start(BulkOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.Filter))
        {
            throw new ArgumentException("filter: must be given; 'serial ~ *' is every device");
        }

        Parse(order.Filter);
        var job = new BulkJob(0, order, Now());
        await WriteAsync(state =>
        {
            if (state.Jobs.Count(j => j.IsRunning) >= MaxRunning)
            {
                throw new InvalidOperationException($"{MaxRunning} bulk changes are running or waiting: cancel one, or wait");
            }

            job = job with { Id = ++state.LastId };
            state.Jobs.Add(job);
            var ended = state.Jobs.Count(j => !j.IsRunning);
            state.Jobs.RemoveAll(j => !j.IsRunning && ended-- > MaxEnded);
        });
        _loop.Wake();
        return job;
    }

    public Task<IReadOnlyList<BulkJob>> List() => Task.FromResult<IReadOnlyList<BulkJob>>([.. _stored.State.Jobs]);

    public async Task<BulkJob?> Cancel(long id)
    {
        if (_stored.State.Jobs.Exists(j => j.Id == id && j.IsRunning))
        {
            await UpdateAsync(id, job => job.IsRunning ? job with { State = (int)BulkJobState.Cancelled, EndedAtMs = Now(), Pending = [] } : job);
        }

        return _stored.State.Jobs.Find(j => j.Id == id);
    }

    public Task Wake()
    {
        if (Next is not null)
        {
            _loop.Wake();
        }

        return Task.CompletedTask;
    }

    public Task Drain() => _loop.DrainAsync();

    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (Next is not { } job)
        {
            return false;
        }

        var errors = await new BulkStep(GrainFactory, _project, job.Order).RunAsync(job.Pending, cancellation);
        var query = await _windows.ResolveAsync(
            _project,
            await DeviceQueryResolver.ResolveAsync(GrainFactory, _project, Parse(job.Order.Filter), job.StartedAtMs),
            cancellation);
        var total = job.Total ?? await _devices.CountAsync(_project, query, cancellation);
        var cursor = job.Pending is [.., var last] ? last : job.Cursor;
        var found = await _devices.ListAsync(_project, query, cursor, StepSize, cancellation);

        // Of one that was cancelled in between the counts are right all the same.
        await UpdateAsync(job.Id, now => now with
        {
            Total = total,
            Done = now.Done + job.Pending.Count - errors.Count,
            Failed = now.Failed + errors.Count,
            Errors = [.. now.Errors, .. errors.Take(MaxErrors - now.Errors.Count)],
            Cursor = cursor,
            Pending = now.IsRunning ? [.. found.Select(d => d.Serial)] : [],
            State = now.IsRunning && found.Count == 0 ? (int)BulkJobState.Done : now.State,
            EndedAtMs = now.IsRunning && found.Count == 0 ? Now() : now.EndedAtMs,
        });
        return Next is not null;
    }

    private Task UpdateAsync(long id, Func<BulkJob, BulkJob> change) => WriteAsync(state =>
    {
        var index = state.Jobs.FindIndex(j => j.Id == id);
        state.Jobs[index] = change(state.Jobs[index]);
    });

    private async Task WriteAsync(Action<BulkState> change)
    {
        await _writing.WaitAsync();
        var before = _stored.State;
        try
        {
            var after = new BulkState { LastId = before.LastId, Jobs = [.. before.Jobs] };
            change(after);
            _stored.State = after;
            await _stored.WriteStateAsync();
        }
        catch (Exception e)
        {
            _stored.State = before;
            if (e is not InvalidOperationException)
            {
                // Nobody knows what the store has: the next activation reads it.
                DeactivateOnIdle();
            }

            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static DeviceFilter Parse(string filter)
    {
        try
        {
            return DeviceFilterParser.Parse(filter);
        }
        catch (DeviceFilterException e)
        {
            throw new ArgumentException($"filter: {e.Message}", e);
        }
    }

    [LoggerMessage(1120, LogLevel.Warning, "Project {Project}: a step of a bulk change failed; it is repeated")]
    private partial void LogStepFailed(Exception exception, string project);
}
