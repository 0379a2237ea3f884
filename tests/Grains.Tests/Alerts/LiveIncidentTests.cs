using CsCheck;
using Fleet.Domain.Alerts;
using Fleet.Grains.Alerts;
using Fleet.Grains.Projections;
using Fleet.Storage;
using Fleet.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Alerts;

/// <summary>After each thing that happens to a random fleet, incidents are those of a naive model of each alert and device.</summary>
public sealed class LiveIncidentTests(PostgresServer postgres)
{
    private const long Minute = 60_000;

    private static readonly AlertDefinition[] Alerts =
    [
        Alert("at-once", "temperature > 20", 0, 0),
        Alert("patient", "temperature > 30", 60, 0),
        Alert("calm", "temperature > 20", 0, 90),
        Alert("both", "temperature > 10 and restarts < 3", 45, 60),
        Alert("text", "state = hot", 120, 15),
    ];

    [Fact]
    public Task Incidents_are_those_of_the_model_after_each_event_on_SQLite() =>
        AlertStep.Sequence.SampleAsync(steps => PlayAsync(steps, null), iter: 12, threads: 1);

    [Fact]
    public Task Incidents_are_those_of_the_model_after_each_event_on_PostgreSql() => AlertStep.Sequence.SampleAsync(
        async steps => await PlayAsync(steps, await postgres.NewAsync(StoreKind.PostgreSql)),
        iter: 5,
        threads: 1);

    [Fact]
    public Task Commits_that_fail_before_or_after_they_are_made_change_nothing() => Gen.Select(AlertStep.Sequence, Gen.Int[1, 5]).SampleAsync(
        (steps, every) => PlayAsync(steps, null, services => services.Wrap<IAlertStore>(store => new FailingAlertStore(store, every))),
        iter: 8,
        threads: 1);

    private static async Task PlayAsync(AlertStep[] steps, StorageOptions? storage, Action<IServiceCollection>? configure = null)
    {
        await using var fleet = await StartAsync(storage: storage, configure: configure);
        var ids = new Dictionary<int, AlertDefinition>();
        foreach (var alert in Alerts)
        {
            var created = (await fleet.Grain<IAlertsGrain>(GrainKeys.AlertRules(Project)).Create(alert))!;
            ids.Add(created.Id, created);
        }

        var sent = new List<(string Serial, AlertSample Sample, double Temperature)>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case AlertStep.Send send:
                    var captured = fleet.Clock.NowMs - (send.MinutesAgo * Minute);
                    sent.Add(($"d{send.Device}", new AlertSample(captured, sent.Count, 0, fleet.Clock.NowMs, IsMatch: false), send.Temperature));
                    await fleet.SyncAsync($"d{send.Device}", "1.0", Reports.Entry(sent.Count, captured, Reports.Of(send.Temperature, (int)send.Temperature % 5)));
                    break;
                case AlertStep.Pass pass:
                    fleet.Clock.NowMs += pass.Minutes * Minute;
                    break;
                case AlertStep.Rebuild:
                    await fleet.Get<IReadModels>().ClearAsync(default);
                    break;
            }

            if (step is AlertStep.Send { IsLookedAt: true } or AlertStep.Pass)
            {
                await CompareAsync(fleet, ids, sent);
            }
        }

        await CompareAsync(fleet, ids, sent);
    }

    private static async Task CompareAsync(EmbeddedFleet fleet, Dictionary<int, AlertDefinition> alerts, List<(string Serial, AlertSample Sample, double Temperature)> sent)
    {
        await fleet.CatchUpAlertsAsync();
        var store = fleet.Get<IIncidentStore>();
        var incidents = await store.ListAsync(new IncidentQuery(Project), 10_000, default);
        var found = incidents.Where(incident => incident.Status != IncidentStatus.Withdrawn).ToLookup(incident => (incident.AlertId, incident.Serial));
        foreach (var (id, alert) in alerts)
        {
            foreach (var device in sent.GroupBy(s => s.Serial))
            {
                var samples = device.Select(s => s.Sample with { IsMatch = Matches(alert.Name, s.Temperature) }).ToList();
                var expected = NaiveAlert.Incidents(samples, alert.Delays, fleet.Clock.NowMs);
                Assert.Equal(expected, found[(id, device.Key)].OrderBy(i => i.Span.OpenedMs).ThenBy(i => i.Span.ClosedMs ?? long.MaxValue).Select(i => NaiveAlert.Written(i.Span)));
            }
        }

        Assert.All(incidents, incident => Assert.Equal(incident.Status == IncidentStatus.Open, incident.Span.ClosedMs is null && incident.Status != IncidentStatus.Withdrawn));
        var told = (await store.EntriesAsync(Project, 0, 100_000, default)).ToLookup(entry => entry.IncidentId);
        Assert.All(incidents, incident =>
        {
            var timeline = told[incident.Id].Select(entry => entry.Kind).ToList();
            Assert.Equal(IncidentEntryKind.Opened, timeline[0]);
            Assert.Equal(incident.Status == IncidentStatus.Withdrawn, timeline[^1] == IncidentEntryKind.Withdrawn);
            Assert.Single(timeline, kind => kind == IncidentEntryKind.Opened);
        });
    }

    private static bool Matches(string alert, double temperature) => alert switch
    {
        "at-once" or "calm" => temperature > 20,
        "patient" => temperature > 30,
        "both" => temperature > 10 && (int)temperature % 5 < 3,
        _ => temperature > 50,
    };

    private static AlertDefinition Alert(string name, string condition, int startMinutes, int endMinutes) =>
        new(0, name, "", condition, "", startMinutes * Minute, endMinutes * Minute, IsEnabled: true, 0, 0, 0);
}
