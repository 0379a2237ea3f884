using Fleet.Domain.Alerts;
using Fleet.Grains.Alerts;

namespace Fleet.Storage.Tests.Alerts;

/// <summary>What every store of alerts does.</summary>
public abstract class AlertStoreContract(StoreFixture fixture) : IAsyncLifetime
{
    private const int Shard = 0;
    private const long Device = 7;
    private const string Project = "p";

    private RunningStore _store = null!;

    private IAlertStore Alerts => _store.Alerts;

    private IIncidentStore Incidents => _store.Incidents;

    public async ValueTask InitializeAsync() => _store = await RunningStore.StartAsync((await fixture.CreateDatabaseAsync()) with { ShardCount = 1 });

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_two_who_begin_at_one_checkpoint_one_writes_though_neither_passes_a_row()
    {
        Assert.True(await CommitAsync(default, 5));
        var from = await Alerts.LoadCheckpointAsync(Shard, default);
        Assert.Equal(new AlertCheckpoint(5, 1), from);
        Assert.True(await CommitAsync(from, 5, Opened()));
        Assert.False(await CommitAsync(from, 5, Opened()));
        Assert.False(await CommitAsync(default, 9, Opened()));
        Assert.Single(await Incidents.ListAsync(new IncidentQuery(Project), 10, default));
        Assert.Equal(new AlertCheckpoint(5, 2), await Alerts.LoadCheckpointAsync(Shard, default));
    }

    [Fact]
    public async Task A_commit_that_asked_older_alerts_writes_nothing()
    {
        Assert.Equal(1, await Alerts.PublishAsync(Project, 1, [Alert(1, 1)], default));
        Assert.False(await CommitAsync(default, 5, Opened()));
        Assert.Equal(default, await Alerts.LoadCheckpointAsync(Shard, default));
        Assert.True(await CommitAsync(default, 5, Opened(), revision: 1));
        Assert.Equal(1, await Alerts.PublishAsync(Project, 1, [], default));
        Assert.Equal("a1", Assert.Single((await Alerts.LoadAsync(Project, default)).Alerts).Name);
    }

    [Fact]
    public async Task Numbers_and_positions_grow_and_what_a_person_writes_stays_when_the_incident_moves()
    {
        Assert.True(await CommitAsync(default, 1, Opened(), Opened(alert: 2)));
        var all = await Incidents.ListAsync(new IncidentQuery(Project), 10, default);
        Assert.Equal([2L, 1L], all.Select(incident => incident.Id));
        Assert.True(await Incidents.AddAsync(Project, 1, IncidentEntryKind.Acknowledged, "ann", "", 3, default));
        var moved = all[1] with { Span = all[1].Span with { ClosedMs = 90 }, Status = IncidentStatus.Resolved };
        Assert.True(await CommitAsync(await Alerts.LoadCheckpointAsync(Shard, default), 2, new IncidentWrite(moved, [(IncidentEntryKind.Resolved, "closed")])));

        Assert.Equal(moved with { AcknowledgedBy = "ann" }, await Incidents.FindAsync(Project, 1, default));
        Assert.Equal(
            [(1L, 1L, IncidentEntryKind.Opened), (2, 2, IncidentEntryKind.Opened), (3, 1, IncidentEntryKind.Acknowledged), (4, 1, IncidentEntryKind.Resolved)],
            (await Incidents.EntriesAsync(Project, 0, 10, default)).Select(entry => (entry.Position, entry.IncidentId, entry.Kind)));
        Assert.Equal(4, await Incidents.PositionAsync(Project, default));
        Assert.Equal([3L, 4L], (await Incidents.EntriesAsync(Project, 2, 10, default)).Select(entry => entry.Position));
    }

    [Fact]
    public async Task Incidents_are_found_by_what_is_asked()
    {
        Assert.True(await CommitAsync(default, 1, Opened(), Opened(alert: 2, closedMs: 50), Opened(alert: 3, closedMs: 50, status: IncidentStatus.Withdrawn)));
        Assert.Equal([1], (await Alerts.OpenAsync([Device], default)).Select(incident => incident.AlertId));
        Assert.Equal([(Device, 1), (Device, 2)], (await Alerts.SinceAsync([(Device, 50), (8, 0)], default)).Order());
        Assert.Equal([(Device, 1)], await Alerts.SinceAsync([(Device, 51)], default));
        Assert.Equal([2], (await Alerts.KnownAsync(Device, [2, 3], 50, default)).Select(incident => incident.AlertId));
        Assert.Empty(await Alerts.KnownAsync(Device, [2], 51, default));
        Assert.Equal([1L], await ListAsync(new IncidentQuery(Project, IncidentStatus.Open)));
        Assert.Equal([2L], await ListAsync(new IncidentQuery(Project, AlertId: 2)));
        Assert.Equal([2L, 1L], await ListAsync(new IncidentQuery(Project, BeforeId: 3)));
        Assert.Empty(await ListAsync(new IncidentQuery(Project, Serial: "other")));
        Assert.Empty(await ListAsync(new IncidentQuery("other")));
    }

    [Fact]
    public async Task Tracks_are_found_when_their_timer_runs_out_and_when_their_alert_is_another()
    {
        Assert.True(await _store.Alerts.CommitAsync(Commit(default, 1) with { Tracks = [Track(1, 60), Track(2, 40), Track(3, null)], Incidents = [Opened()] }, default));
        Assert.Equal([2, 1], (await Alerts.DueAsync(Shard, 60, 10, default)).Select(track => track.AlertId));
        Assert.Equal([2], (await Alerts.DueAsync(Shard, 60, 1, default)).Select(track => track.AlertId));
        Assert.Empty(await Alerts.DueAsync(1, 60, 10, default));
        Assert.Equal([Track(1, 60), Track(2, 40), Track(3, null)], (await Alerts.TracksAsync([Device], default)).OrderBy(track => track.AlertId));

        var (tracks, open) = await Alerts.StaleAsync(Shard, Project, new Dictionary<int, long> { [1] = 1, [2] = 9 }, 10, default);
        Assert.Equal([2, 3], tracks.Select(track => track.AlertId).Order());
        Assert.Empty(open);
        Assert.Single((await Alerts.StaleAsync(Shard, Project, new Dictionary<int, long>(), 10, default)).Open);

        var from = await Alerts.LoadCheckpointAsync(Shard, default);
        Assert.True(await _store.Alerts.CommitAsync(Commit(from, 2) with { Tracks = [Track(1, null)], Cleared = [(Device, 2)] }, default));
        Assert.Equal([Track(1, null), Track(3, null)], (await Alerts.TracksAsync([Device], default)).OrderBy(track => track.AlertId));
    }

    [Fact]
    public async Task A_device_that_is_deleted_takes_all_along()
    {
        Assert.True(await _store.Alerts.CommitAsync(Commit(default, 1) with { Tracks = [Track(1, 60)], Incidents = [Opened()] }, default));
        Assert.True(await _store.Alerts.CommitAsync(Commit(await Alerts.LoadCheckpointAsync(Shard, default), 2) with { Deleted = [Device] }, default));
        Assert.Empty(await Alerts.TracksAsync([Device], default));
        Assert.Empty(await ListAsync(new IncidentQuery(Project)));
        Assert.Empty(await Incidents.EntriesAsync(Project, 0, 10, default));
    }

    private static AlertDefinition Alert(int id, long revision) => new(id, $"a{id}", "", "m > 1", "", 0, 0, IsEnabled: true, 1, revision, 1);

    private static AlertTrack Track(int alert, long? dueMs) => new(Project, Device, alert, 1, new AlertState(AlertPhase.Pending, 10, 20, 30, 0, (1, 2), IsBySilence: false), dueMs);

    private static IncidentWrite Opened(int alert = 1, long? closedMs = null, IncidentStatus? status = null) => new(
        new Incident
        {
            Project = Project,
            Id = 0,
            AlertId = alert,
            TestRevision = 1,
            Shard = Shard,
            DeviceId = Device,
            Serial = "d",
            Span = new IncidentSpan(10, 20, 30, closedMs, (1, 2), IsBySilence: true),
            Status = status ?? (closedMs is null ? IncidentStatus.Open : IncidentStatus.Resolved),
        },
        [(IncidentEntryKind.Opened, "m = 2")]);

    private static AlertCommit Commit(AlertCheckpoint from, long next, long revision = 0) => new()
    {
        Shard = Shard,
        Expected = from,
        Next = next,
        AtMs = 2,
        Revisions = new Dictionary<string, long> { [Project] = revision },
    };

    private Task<bool> CommitAsync(AlertCheckpoint from, long next, params IncidentWrite[] incidents) => Alerts.CommitAsync(Commit(from, next) with { Incidents = incidents }, default);

    private Task<bool> CommitAsync(AlertCheckpoint from, long next, IncidentWrite incident, long revision) =>
        Alerts.CommitAsync(Commit(from, next, revision) with { Incidents = [incident] }, default);

    private async Task<IEnumerable<long>> ListAsync(IncidentQuery query) => (await Incidents.ListAsync(query, 10, default)).Select(incident => incident.Id);
}
