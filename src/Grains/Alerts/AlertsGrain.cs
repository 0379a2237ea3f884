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

            if (to.Alerts.Count >= AlertRules.MaxAlerts)
            {
                throw new InvalidOperationException($"project '{_project}' has {to.Alerts.Count} alerts already, and there is no room for more: delete one first");
            }

            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var created = alert with { Id = ++to.LastId, CreatedAtMs = now, TestRevision = to.Revision, TestSinceMs = now };
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

            var before = to.Alerts[index];
            var after = alert with { Id = before.Id, CreatedAtMs = before.CreatedAtMs };
            return to.Alerts[index] = after.HasTestOf(before)
                ? after with { TestRevision = before.TestRevision, TestSinceMs = before.TestSinceMs }
                : after with { TestRevision = to.Revision, TestSinceMs = _time.GetUtcNow().ToUnixTimeMilliseconds() };
        });
    }

    public async Task<bool> Delete(string name) => await ChangeAsync(to =>
    {
        var alert = to.Alerts.Find(other => other.Name == name);
        to.Alerts.Remove(alert!);
        return alert;
    }) is not null;

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
