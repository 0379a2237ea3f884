using System.Net;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Tests.Devices;
using Fleet.Grains;
using Fleet.Grains.Alerts;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Alerts;

public sealed class AlertApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private AlertService.AlertServiceClient Alerts => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_watcher_is_told_of_an_incident_that_opens_and_closes_and_it_is_listed_with_its_timeline()
    {
        await CreateAsync("api-hot", "temperature > 30", "serial ^= alert-hot-");
        using var watch = Alerts.WatchIncidents(new WatchIncidentsRequest { Project = Project, AfterPosition = 0 }, server.Authorization());
        var device = new TestDevice(server, "alert-hot-1");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 1000, 35));
        var opened = await NextAsync(watch, "alert-hot-1");
        Assert.Equal((IncidentEventKind.Opened, "temperature = 35", "api-hot", IncidentState.Open), (opened.Event.Kind, opened.Event.Text, opened.Incident.Alert, opened.Incident.State));

        await Alerts.AcknowledgeIncidentAsync(new AcknowledgeIncidentRequest { Project = Project, Incident = opened.Incident.Id }, server.Authorization());
        await Alerts.CommentIncidentAsync(new CommentIncidentRequest { Project = Project, Incident = opened.Incident.Id, Text = "looking" }, server.Authorization());
        await device.ReportAsync(device.Report(TestDevice.NowMs, 20));
        IncidentEventKind[] kinds = [(await NextAsync(watch, "alert-hot-1")).Event.Kind, (await NextAsync(watch, "alert-hot-1")).Event.Kind, (await NextAsync(watch, "alert-hot-1")).Event.Kind];
        Assert.Equal([IncidentEventKind.Acknowledged, IncidentEventKind.Commented, IncidentEventKind.Resolved], kinds);

        var got = await Alerts.GetIncidentAsync(new GetIncidentRequest { Project = Project, Incident = opened.Incident.Id }, server.Authorization());
        Assert.Equal(IncidentState.Resolved, got.Incident.State);
        Assert.NotEmpty(got.Incident.AcknowledgedBy);
        Assert.Equal([IncidentEventKind.Opened, .. kinds], got.Events.Select(e => e.Kind));
        Assert.Equal(got.Incident.AcknowledgedBy, got.Events[1].Author);
    }

    [Fact]
    public async Task Incidents_are_listed_in_pages_by_alert_and_device_over_REST_too()
    {
        await CreateAsync("api-pages", "temperature > 30", "serial ^= alert-page-");
        for (var i = 0; i < 3; i++)
        {
            var device = new TestDevice(server, $"alert-page-{i}");
            await device.ReportAsync(device.Report(TestDevice.NowMs, 40));
            await CatchUpAsync($"alert-page-{i}");
        }

        var first = await ListAsync(new ListIncidentsRequest { Alert = "api-pages", PageSize = 2 });
        var second = await ListAsync(new ListIncidentsRequest { Alert = "api-pages", PageSize = 2, PageToken = first.NextPageToken });
        Assert.Equal((2, 1, ""), (first.Incidents.Count, second.Incidents.Count, second.NextPageToken));
        Assert.Equal(3, first.Incidents.Concat(second.Incidents).Select(i => i.Serial).Distinct().Count());
        Assert.Empty((await ListAsync(new ListIncidentsRequest { Alert = "api-pages", State = IncidentState.Resolved })).Incidents);

        using var http = server.Client(server.ApiToken);
        var json = JsonNode.Parse(await http.GetStringAsync(new Uri($"/api/v1/projects/{Project}/incidents?serial=alert-page-1", UriKind.Relative)))!;
        Assert.Equal("api-pages", (string)json["incidents"]![0]!["alert"]!);
        using var missing = await http.GetAsync(new Uri($"/api/v1/projects/{Project}/incidents/999999", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Alerts_are_applied_all_of_them_or_none_and_what_changes_is_told()
    {
        Alert[] wanted = [Of("applied-a", "temperature > 900"), Of("applied-b", "temperature > 901")];
        var first = await ApplyAsync(wanted, isDryRun: true);
        Assert.Equal(["applied-a", "applied-b"], first.Changes.Select(change => change.After.Name));
        Assert.DoesNotContain((await NamesAsync()), wanted.Select(alert => alert.Name).Contains);
        Assert.All((await ApplyAsync(wanted)).Changes, change => Assert.Null(change.Before));

        wanted[1].Condition = "temperature > 902";
        var second = await ApplyAsync(wanted);
        var changed = Assert.Single(second.Changes);
        Assert.Equal((1, "temperature > 901", "temperature > 902"), (second.Unchanged, changed.Before.Condition, changed.After.Condition));
        Assert.True(changed.After.SinceTime.ToDateTimeOffset() > changed.Before.SinceTime.ToDateTimeOffset());

        await RefusedAsync(StatusCode.InvalidArgument, "alerts[1].condition: ", () => ApplyAsync([Of("applied-c", "temperature > 1"), Of("applied-d", "temperature >")]));
        await RefusedAsync(StatusCode.InvalidArgument, "'applied-c' is there twice", () => ApplyAsync([Of("applied-c", "temperature > 1"), Of("applied-c", "temperature > 1")]));
        Assert.DoesNotContain("applied-c", await NamesAsync());

        Alert Of(string name, string condition) => new() { Name = name, Condition = condition };
    }

    [Fact]
    public async Task What_will_not_do_is_refused_with_the_field()
    {
        await RefusedAsync(StatusCode.InvalidArgument, "condition: column 15", () => CreateAsync("bad", "temperature > ", ""));
        await RefusedAsync(StatusCode.InvalidArgument, "scope: ", () => CreateAsync("bad", "temperature > 1", "cohort ="));
        await RefusedAsync(StatusCode.InvalidArgument, "name: ", () => CreateAsync("a b", "temperature > 1", ""));
        await RefusedAsync(StatusCode.InvalidArgument, "start_delay: ", async () => await Alerts.CreateAlertAsync(
            new CreateAlertRequest { Project = Project, Alert = new Alert { Name = "bad", Condition = "temperature > 1", StartDelay = new Duration { Seconds = -1 } } }, server.Authorization()));
        await RefusedAsync(StatusCode.NotFound, "has no alert 'none'", async () => await Alerts.UpdateAlertAsync(
            new UpdateAlertRequest { Project = Project, Name = "none", Alert = new Alert { Name = "none", Condition = "temperature > 1" } }, server.Authorization()));
        await RefusedAsync(StatusCode.NotFound, "has no incident 999999", async () => await Alerts.CommentIncidentAsync(
            new CommentIncidentRequest { Project = Project, Incident = 999_999, Text = "x" }, server.Authorization()));
        await RefusedAsync(StatusCode.InvalidArgument, "text: ", async () => await Alerts.CommentIncidentAsync(
            new CommentIncidentRequest { Project = Project, Incident = 1, Text = " " }, server.Authorization()));
        await CreateAsync("api-twice", "temperature > 1000", "");
        await RefusedAsync(StatusCode.AlreadyExists, "'api-twice'", () => CreateAsync("api-twice", "temperature > 1000", ""));
    }

    private static async Task RefusedAsync(StatusCode code, string part, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, refused.StatusCode);
        Assert.Contains(part, refused.Status.Detail, StringComparison.Ordinal);
    }

    private static async Task<WatchIncidentsResponse> NextAsync(AsyncServerStreamingCall<WatchIncidentsResponse> watch, string serial)
    {
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }
        while (watch.ResponseStream.Current.Incident.Serial != serial);

        return watch.ResponseStream.Current;
    }

    /// <summary>Returns when alerts were asked about what a device has sent.</summary>
    private async Task CatchUpAsync(string serial)
    {
        await server.CatchUpAsync(serial);
        await server.Grains.GetGrain<IAlertGrain>(GrainKeys.Alerts(new DeviceKey(Project, serial).ShardOf(GatewayServer.Shards))).CatchUp();
    }

    private async Task<ApplyAlertsResponse> ApplyAsync(Alert[] alerts, bool isDryRun = false) =>
        await Alerts.ApplyAlertsAsync(new ApplyAlertsRequest { Project = Project, Alerts = { alerts }, DryRun = isDryRun }, server.Authorization());

    private async Task<IEnumerable<string>> NamesAsync() =>
        (await Alerts.ListAlertsAsync(new ListAlertsRequest { Project = Project }, server.Authorization())).Alerts.Select(alert => alert.Name);

    private Task CreateAsync(string name, string condition, string scope) => Alerts.CreateAlertAsync(
        new CreateAlertRequest { Project = Project, Alert = new Alert { Name = name, Condition = condition, Scope = scope } }, server.Authorization()).ResponseAsync;

    private async Task<ListIncidentsResponse> ListAsync(ListIncidentsRequest request)
    {
        request.Project = Project;
        return await Alerts.ListIncidentsAsync(request, server.Authorization());
    }
}
