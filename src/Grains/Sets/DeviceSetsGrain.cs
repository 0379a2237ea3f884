using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Fleet.Grains.Sets;

/// <summary>
/// Once a change is published (<see cref="PublishedState{TState}"/>) no projection commits with the definitions of before.
/// </summary>
[Reentrant]
internal sealed partial class DeviceSetsGrain : Grain, IDeviceSetsGrain, IAsyncDisposable
{
    /// <summary>Between two rounds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two evaluations of sets with windows while devices report: each is a question to the column files.</summary>
    private static readonly TimeSpan WindowPause = TimeSpan.FromSeconds(5);

    private readonly PublishedState<DeviceSetsState> _published;
    private readonly IDeviceSetStore _store;
    private readonly DeviceSetEvaluator _evaluator;
    private readonly TimeProvider _time;
    private readonly ILogger<DeviceSetsGrain> _logger;
    private readonly WorkLoop _loop;
    private readonly WorkLoop _windowLoop;
    private string _project = "";
    private bool _timePassed;

    public DeviceSetsGrain(
        [PersistentState("sets", OperatorStorage.Name)] IPersistentState<DeviceSetsState> stored,
        IDeviceSetStore store,
        IDeviceDirectory directory,
        IMetricCatalogStore metrics,
        FilterWindows windows,
        TimeProvider time,
        ILogger<DeviceSetsGrain> logger)
    {
        _published = new PublishedState<DeviceSetsState>(
            stored,
            (state, cancellation) => _store!.PublishAsync(_project, state.Revision, state.Sets, cancellation),
            (state, revision) => new DeviceSetsState { Revision = revision, LastId = state.LastId, Sets = [.. state.Sets] },
            DeactivateOnIdle);
        _store = store;
        _evaluator = new DeviceSetEvaluator(store, directory, metrics, windows, time);
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(EvaluateAsync, Pause, time, e => LogRoundFailed(e, _project));
        _windowLoop = new WorkLoop(token => EvaluateAsync(set => DeviceSetRules.FilterOf(set.Definition)?.WindowConditions.Any() == true, token), WindowPause, time, e => LogRoundFailed(e, _project));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseSets(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        await _windowLoop.DisposeAsync();
        _published.Dispose();
    }

    public Task<DeviceSetDefinition?> Create(string name, string filter, string description)
    {
        DeviceSetRules.CheckName(name);
        DeviceSetRules.CheckFilter(filter);
        DeviceSetRules.CheckDescription(description);
        return ChangeAsync(to =>
        {
            if (to.Sets.Exists(s => s.Name == name))
            {
                return null;
            }

            if (to.Sets.Count >= DeviceSetRules.MaxSets)
            {
                throw new InvalidOperationException($"project '{_project}' has {to.Sets.Count} device sets already, and there is no room for more: delete one first");
            }

            var set = new DeviceSetDefinition(++to.LastId, name, filter, description, _time.GetUtcNow().ToUnixTimeMilliseconds(), to.Revision);
            to.Sets.Add(set);
            return set;
        });
    }

    public Task<DeviceSetDefinition?> Update(string name, string? filter, string? description)
    {
        if (filter is not null)
        {
            DeviceSetRules.CheckFilter(filter);
        }

        if (description is not null)
        {
            DeviceSetRules.CheckDescription(description);
        }

        return ChangeAsync(to =>
        {
            var index = to.Sets.FindIndex(s => s.Name == name);
            if (index < 0)
            {
                return null;
            }

            var before = to.Sets[index];
            return to.Sets[index] = before with
            {
                Filter = filter ?? before.Filter,
                Description = description ?? before.Description,
                FilterRevision = filter is null || filter == before.Filter ? before.FilterRevision : to.Revision,
            };
        });
    }

    public async Task<bool> Delete(string name) => await ChangeAsync(to =>
    {
        var set = to.Sets.Find(s => s.Name == name);
        to.Sets.Remove(set!);
        return set;
    }) is not null;

    public Task MetricsChanged() => ChangeAsync(to =>
    {
        // Another revision also makes the projections' copies old, which name what is stored of a metric.
        DeviceSetDefinition? changed = null;
        for (var i = 0; i < to.Sets.Count; i++)
        {
            if (DeviceSetRules.FilterOf(to.Sets[i])?.MetricKeys.Any() == true)
            {
                to.Sets[i] = changed = to.Sets[i] with { FilterRevision = to.Revision };
            }
        }

        return changed;
    });

    public Task Wake()
    {
        _timePassed = true;
        _loop.Wake();
        return Task.CompletedTask;
    }

    public Task Reported()
    {
        _windowLoop.Wake();
        return Task.CompletedTask;
    }

    public Task Fill() => _loop.DrainAsync();

    public Task CatchUp()
    {
        _timePassed = true;
        return _loop.DrainAsync();
    }

    private async Task<DeviceSetDefinition?> ChangeAsync(Func<DeviceSetsState, DeviceSetDefinition?> change)
    {
        var changed = await _published.ChangeAsync(change);
        if (changed is not null)
        {
            _loop.Wake();
        }

        return changed;
    }

    private async Task<bool> EvaluateAsync(CancellationToken cancellation)
    {
        await _published.PublishAsync(cancellation);
        if (!_timePassed)
        {
            return await EvaluateAsync(static set => !set.IsFilled, cancellation);
        }

        _timePassed = false;
        if (await EvaluateAsync(static set => !set.IsFilled || DeviceSetRules.FilterOf(set.Definition)?.DependsOnClock == true, cancellation))
        {
            _timePassed = true;
            return true;
        }

        return false;
    }

    /// <returns>True when the definitions changed meanwhile.</returns>
    private async Task<bool> EvaluateAsync(Func<StoredDeviceSet, bool> isDue, CancellationToken cancellation)
    {
        var sets = await _store.LoadAsync(_project, cancellation);
        foreach (var set in sets.Sets.Where(isDue))
        {
            if (!await TryEvaluateAsync(sets.Revision, set, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> TryEvaluateAsync(long revision, StoredDeviceSet set, CancellationToken cancellation)
    {
        if (DeviceSetRules.FilterOf(set.Definition) is not { } filter)
        {
            return true;
        }

        if (!await _evaluator.EvaluateAsync(_project, revision, set.Definition.Id, filter, cancellation))
        {
            return false;
        }

        if (!set.IsFilled)
        {
            await _store.FilledAsync(_project, set.Definition.Id, set.Definition.FilterRevision, _time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
        }

        return true;
    }

    [LoggerMessage(1702, LogLevel.Warning, "Device sets of project {Project}: a round of their evaluation failed; it is repeated")]
    private partial void LogRoundFailed(Exception exception, string project);
}
