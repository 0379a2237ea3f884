using Fleet.Grains.Alerts;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Storage;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Alerts;

public sealed class AlertGrainTests : IAsyncLifetime
{
    private EmbeddedFleet _fleet = null!;
    private int _sent;

    private IAlertsGrain Alerts => _fleet.Grain<IAlertsGrain>(GrainKeys.AlertRules(Project));

    private IIncidentStore Incidents => _fleet.Get<IIncidentStore>();

    public async ValueTask InitializeAsync() => _fleet = await StartAsync();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task The_timeline_says_which_value_opened_and_when_it_closed()
    {
        await Alerts.Create(Hot);
        await SendAsync("d1", 33);
        _fleet.Clock.NowMs += Hour;
        await SendAsync("d1", 20);

        var incident = Assert.Single(await AllAsync());
        Assert.Equal((IncidentStatus.Resolved, "d1", 1L), (incident.Status, incident.Serial, incident.Id));
        var timeline = await Incidents.TimelineAsync(Project, incident.Id, TestContext.Current.CancellationToken);
        Assert.Equal(
            [(IncidentEntryKind.Opened, "temperature = 33"), (IncidentEntryKind.Resolved, "closed at 2026-01-01 13:00:00; matched last at 2026-01-01 12:00:00")],
            timeline.Select(entry => (entry.Kind, entry.Text)));
    }

    [Fact]
    public async Task What_was_received_before_an_alert_does_not_count()
    {
        await SendAsync("d1", 33);
        _fleet.Clock.NowMs += Hour;
        await Alerts.Create(Hot);
        Assert.Empty(await AllAsync());

        // Neither when a report that comes late makes that time be looked at again.
        await SendAsync("d1", 33, minutesAgo: 90);
        var incident = Assert.Single(await AllAsync());
        Assert.Equal(Noon - (Hour / 2), incident.Span.OpenedMs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_alert_that_looks_for_something_else_or_is_gone_ends_its_incidents(bool isDeleted)
    {
        await Alerts.Create(Hot);
        await SendAsync("d1", 33);
        Assert.Equal(IncidentStatus.Open, Assert.Single(await AllAsync()).Status);

        Assert.True(isDeleted ? await Alerts.Delete("hot") : await Alerts.Update("hot", Hot with { Condition = "temperature > 32" }) is not null);
        var ended = Assert.Single(await AllAsync());
        Assert.Equal(IncidentStatus.Resolved, ended.Status);
        Assert.Equal(IncidentEntryKind.Ended, (await Incidents.TimelineAsync(Project, ended.Id, TestContext.Current.CancellationToken))[^1].Kind);

        await SendAsync("d1", 33);
        Assert.Equal(isDeleted ? 1 : 2, (await AllAsync()).Count);
    }

    [Fact]
    public async Task Another_description_changes_nothing()
    {
        await Alerts.Create(Hot);
        await SendAsync("d1", 33);
        await Alerts.Update("hot", Hot with { Description = "warm" });
        Assert.Equal(IncidentStatus.Open, Assert.Single(await AllAsync()).Status);
    }

    [Fact]
    public async Task A_device_outside_the_scope_is_not_looked_at_and_one_that_leaves_it_ends_its_incident()
    {
        await Alerts.Create(Hot with { Scope = "software_version < 2" });
        await SendAsync("d1", 33);
        await SendAsync("d2", 33, version: "2.0");
        Assert.Equal("d1", Assert.Single(await AllAsync()).Serial);

        _fleet.Clock.NowMs += Hour;
        await SendAsync("d1", 33, version: "2.0");
        var ended = Assert.Single(await AllAsync());
        Assert.Equal((IncidentStatus.Resolved, _fleet.Clock.NowMs), (ended.Status, ended.Span.ClosedMs));
    }

    [Fact]
    public async Task Silence_opens_once_and_a_value_from_before_that_comes_later_takes_it_back()
    {
        await Alerts.Create(Hot with { StartDelayMs = Hour });
        await SendAsync("d1", 33);
        Assert.Empty(await AllAsync());
        _fleet.Clock.NowMs += 2 * Hour;
        Assert.True(Assert.Single(await AllAsync()).Span.IsBySilence);
        _fleet.Clock.NowMs += Hour;
        Assert.Single(await AllAsync());

        await SendAsync("d1", 20, minutesAgo: 150);
        var withdrawn = Assert.Single(await AllAsync());
        Assert.Equal(IncidentStatus.Withdrawn, withdrawn.Status);
        Assert.Equal([IncidentEntryKind.Opened, IncidentEntryKind.Withdrawn], (await Incidents.TimelineAsync(Project, withdrawn.Id, TestContext.Current.CancellationToken)).Select(e => e.Kind));
    }

    [Fact]
    public async Task What_a_person_does_stays_when_the_read_models_are_made_anew()
    {
        await Alerts.Create(Hot);
        await SendAsync("d1", 33);
        var id = Assert.Single(await AllAsync()).Id;
        Assert.True(await Incidents.AddAsync(Project, id, IncidentEntryKind.Acknowledged, "ann", "", _fleet.Clock.NowMs, TestContext.Current.CancellationToken));
        Assert.True(await Incidents.AddAsync(Project, id, IncidentEntryKind.Commented, "ann", "on my way", _fleet.Clock.NowMs, TestContext.Current.CancellationToken));
        Assert.False(await Incidents.AddAsync(Project, 99, IncidentEntryKind.Commented, "ann", "", _fleet.Clock.NowMs, TestContext.Current.CancellationToken));

        await _fleet.Get<IReadModels>().ClearAsync(default);
        await SendAsync("d1", 20);
        var incident = Assert.Single(await AllAsync());
        Assert.Equal((id, IncidentStatus.Resolved, "ann"), (incident.Id, incident.Status, incident.AcknowledgedBy));
        Assert.Equal(
            [IncidentEntryKind.Opened, IncidentEntryKind.Acknowledged, IncidentEntryKind.Commented, IncidentEntryKind.Resolved],
            (await Incidents.TimelineAsync(Project, id, TestContext.Current.CancellationToken)).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_device_that_is_deleted_takes_its_incidents_along()
    {
        await Alerts.Create(Hot with { StartDelayMs = Hour });
        await Alerts.Create(Hot with { Name = "hot-at-once" });
        await SendAsync("d1", 33);
        await SendAsync("d2", 33);
        Assert.Equal(2, (await AllAsync()).Count);

        await _fleet.Grain<IDeviceGrain>(GrainKeys.Device(new(Project, "d1"))).Delete();
        Assert.Equal("d2", Assert.Single(await AllAsync()).Serial);
        _fleet.Clock.NowMs += 2 * Hour;
        Assert.Equal(["d2", "d2"], (await AllAsync()).Select(incident => incident.Serial));
    }

    [Fact]
    public async Task A_metric_that_nobody_has_sent_yet_can_be_waited_for()
    {
        await Alerts.Create(Hot with { Condition = "temperature_now > 30" });
        await SendAsync("d1", 33);
        Assert.Empty(await AllAsync());

        await _fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Register(Reports.OtherTable.Encoded.ToArray());
        await _fleet.SyncAsync("d2", "1.0", Reports.Entry(++_sent, _fleet.Clock.NowMs, Reports.Of(Reports.OtherTable, 33, 0, [])));
        Assert.Equal("d2", Assert.Single(await AllAsync()).Serial);
    }

    [Fact]
    public async Task A_metric_is_followed_to_its_other_name()
    {
        var catalog = _fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project));
        await catalog.Register(Reports.OtherTable.Encoded.ToArray());
        await Alerts.Create(Hot);
        await _fleet.SyncAsync("d1", "1.0", Reports.Entry(++_sent, _fleet.Clock.NowMs, Reports.Of(Reports.OtherTable, 33, 0, [])));
        Assert.Empty(await AllAsync());

        await catalog.Rename("temperature", Reports.OtherNameOf("temperature"));
        await _fleet.SyncAsync("d2", "1.0", Reports.Entry(++_sent, _fleet.Clock.NowMs, Reports.Of(Reports.OtherTable, 33, 0, [])));
        Assert.Equal("d2", Assert.Single(await AllAsync()).Serial);
    }

    [Fact]
    public async Task A_value_outside_the_valid_range_neither_opens_nor_closes()
    {
        await Alerts.Create(Hot);
        await _fleet.Grain<IMetricCatalogGrain>(GrainKeys.Catalog(Project)).Change("temperature", new MetricChange { Range = new MetricRangeChange(10, 100) });
        await SendAsync("d1", 500);
        Assert.Empty(await AllAsync());
        await SendAsync("d1", 33);
        await SendAsync("d1", 0);
        Assert.Equal(IncidentStatus.Open, Assert.Single(await AllAsync()).Status);
    }

    [Theory]
    [InlineData("", "condition: an alert's condition has 1 to 8")]
    [InlineData("temperature >", "condition: column 14")]
    public async Task A_condition_that_is_none_is_refused_with_its_place(string condition, string problem) =>
        Assert.StartsWith(problem, (await Assert.ThrowsAsync<ArgumentException>(() => Alerts.Create(Hot with { Condition = condition }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_scope_that_looks_back_is_refused() => Assert.StartsWith(
        "scope: 'any(", (await Assert.ThrowsAsync<ArgumentException>(() => Alerts.Create(Hot with { Scope = "any(temperature > 5, 7d)" }))).Message, StringComparison.Ordinal);

    private static AlertDefinition Hot { get; } = new(0, "hot", "", "temperature > 30", "", 0, 0, IsEnabled: true, 0, 0, 0);

    private Task SendAsync(string serial, double temperature, int minutesAgo = 0, string version = "1.0") => _fleet.SyncAsync(
        serial, version, Reports.Entry(++_sent, _fleet.Clock.NowMs - (minutesAgo * 60_000L), Reports.Of(temperature, 0)));

    private async Task<IReadOnlyList<Incident>> AllAsync()
    {
        await _fleet.CatchUpAlertsAsync();
        return await Incidents.ListAsync(new IncidentQuery(Project), 100, TestContext.Current.CancellationToken);
    }
}
