using Fleet.Grains.EventLog;
using Fleet.Grains.Projects;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Fleet.Grains.Alerts;

/// <summary>Once a change is published (<see cref="PublishedState{TState}"/>) nobody commits with the definitions of before.</summary>
[Reentrant]
internal sealed class AlertsGrain : Grain, IAlertsGrain, IAsyncDisposable
{
    private readonly PublishedState<AlertsState> _published;
    private readonly IAlertStore _store;
    private readonly IEventLog _log;
    private readonly TimeProvider _time;
    private string _project = "";

    public AlertsGrain([PersistentState("alerts", OperatorStorage.Name)] IPersistentState<AlertsState> stored, IAlertStore store, IEventLog log, TimeProvider time)
    {
        _store = store;
        _log = log;
        _time = time;
        _published = new PublishedState<AlertsState>(
            stored,
            (state, cancellation) => _store.PublishAsync(_project, state.Revision, state.Alerts, cancellation),
            (state, revision) => new AlertsState { Revision = revision, LastId = state.LastId, Alerts = [.. state.Alerts] },
            DeactivateOnIdle);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseAlertRules(this.GetPrimaryKeyString());
        await _published.PublishAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _published.Dispose();
        return ValueTask.CompletedTask;
    }

    public Task<AlertDefinition?> Create(AlertDefinition alert)
    {
        AlertRules.Check(alert);
        return ChangeAsync(to =>
        {
            if (to.Alerts.Exists(other => other.Name == alert.Name))
            {
                return null;
            }

            CheckRoom(to.Alerts.Count + 1);
            var created = New(to, alert);
            to.Alerts.Add(created);
            return created;
        });
    }

    public Task<AlertDefinition?> Update(string name, AlertDefinition alert)
    {
        AlertRules.Check(alert);
        return ChangeAsync(to =>
        {
            var index = to.Alerts.FindIndex(other => other.Name == name);
            if (index < 0)
            {
                return null;
            }

            if (alert.Name != name && to.Alerts.Exists(other => other.Name == alert.Name))
            {
                throw new ArgumentException($"name: there is an alert '{alert.Name}' already");
            }

            return to.Alerts[index] = alert.InPlaceOf(to.Alerts[index], to.Revision, NowMs);
        });
    }

    public async Task<bool> Delete(string name) => await ChangeAsync(to =>
    {
        var alert = to.Alerts.Find(other => other.Name == name);
        to.Alerts.Remove(alert!);
        return alert;
    }) is not null;

    public async Task<AlertApplication> Apply(IReadOnlyList<AlertDefinition> alerts, bool isWhole, bool isDryRun)
    {
        for (var i = 0; i < alerts.Count; i++)
        {
            AlertRules.Check(alerts[i], $"alerts[{i}].");
        }

        if (alerts.GroupBy(alert => alert.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"alerts: '{twice.Key}' is there twice");
        }

        if (isDryRun)
        {
            var state = _published.State;
            return Apply(new AlertsState { Revision = state.Revision + 1, LastId = state.LastId, Alerts = [.. state.Alerts] }, alerts, isWhole);
        }

        var applied = new AlertApplication([], 0);
        await ChangeAsync(to =>
        {
            applied = Apply(to, alerts, isWhole);
            return applied.Changes.Count > 0 ? applied.Changes[0].After ?? applied.Changes[0].Before : null;
        });
        return applied;
    }

    public Task MetricsChanged() => ChangeAsync(to => to.Alerts.Count > 0 ? to.Alerts[0] : null);

    private AlertApplication Apply(AlertsState to, IReadOnlyList<AlertDefinition> alerts, bool isWhole)
    {
        var changes = new List<AlertChange>();
        var unchanged = 0;
        var names = alerts.Select(alert => alert.Name).ToHashSet(StringComparer.Ordinal);
        if (isWhole)
        {
            changes.AddRange(to.Alerts.Where(alert => !names.Contains(alert.Name)).Select(alert => new AlertChange(alert, null)));
            to.Alerts.RemoveAll(alert => !names.Contains(alert.Name));
        }

        var places = to.Alerts.Select((alert, i) => (alert.Name, i)).ToDictionary(place => place.Name, place => place.i, StringComparer.Ordinal);
        foreach (var alert in alerts)
        {
            if (!places.TryGetValue(alert.Name, out var place))
            {
                to.Alerts.Add(New(to, alert));
                changes.Add(new AlertChange(null, to.Alerts[^1]));
            }
            else if (alert.IsWrittenAs(to.Alerts[place]))
            {
                unchanged++;
            }
            else
            {
                var before = to.Alerts[place];
                to.Alerts[place] = alert.InPlaceOf(before, to.Revision, NowMs);
                changes.Add(new AlertChange(before, to.Alerts[place]));
            }
        }

        CheckRoom(to.Alerts.Count);
        return new AlertApplication([.. changes.OrderBy(change => (change.After ?? change.Before)!.Name, StringComparer.Ordinal)], unchanged);
    }

    private AlertDefinition New(AlertsState to, AlertDefinition alert) =>
        alert with { Id = ++to.LastId, CreatedAtMs = NowMs, TestRevision = to.Revision, TestSinceMs = NowMs };

    private void CheckRoom(int count)
    {
        if (count > AlertRules.MaxAlerts)
        {
            throw new InvalidOperationException($"project '{_project}' may have {AlertRules.MaxAlerts} alerts, and would have {count}");
        }
    }

    private async Task<AlertDefinition?> ChangeAsync(Func<AlertsState, AlertDefinition?> change)
    {
        var changed = await _published.ChangeAsync(change);
        for (var shard = 0; changed is not null && shard < _log.ShardCount; shard++)
        {
            GrainFactory.GetGrain<IAlertGrain>(GrainKeys.Alerts(shard)).Wake().Ignore();
        }

        return changed;
    }
}
