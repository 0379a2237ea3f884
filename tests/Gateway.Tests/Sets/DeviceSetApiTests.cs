using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Sets;

public sealed class DeviceSetApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private DeviceSetService.DeviceSetServiceClient Sets => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_watcher_is_told_within_a_second_of_the_acknowledgement_who_enters_and_leaves()
    {
        await CreateAsync("watched", "serial ^= watched- and temperature > 30");
        var from = (await GetAsync("watched")).Position;
        using var watch = Sets.WatchDeviceSet(new WatchDeviceSetRequest { Project = Project, Name = "watched", AfterPosition = from }, server.Authorization());
        var device = new TestDevice(server, "watched-1");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 10, 20));
        await device.ReportAsync(device.Report(TestDevice.NowMs - 5, 35));

        var since = Stopwatch.StartNew();
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var entered = watch.ResponseStream.Current.Event;
        Assert.Equal((DeviceSetEventKind.Entered, "watched-1"), (entered.Kind, entered.Serial));
        Assert.Equal(1, (await GetAsync("watched")).Set.Size);

        await device.ReportAsync(device.Report(TestDevice.NowMs, 25));
        Assert.True(await watch.ResponseStream.MoveNext(default));
        var left = watch.ResponseStream.Current.Event;
        Assert.Equal((DeviceSetEventKind.Left, "watched-1"), (left.Kind, left.Serial));
        Assert.True(left.Position > entered.Position);

        // Interrupted after the first event, one goes on with the second.
        using var again = Sets.WatchDeviceSet(
            new WatchDeviceSetRequest { Project = Project, Name = "watched", AfterPosition = entered.Position }, server.Authorization());
        Assert.True(await again.ResponseStream.MoveNext(default));
        Assert.Equal(left, again.ResponseStream.Current.Event);

        await Sets.DeleteDeviceSetAsync(new DeleteDeviceSetRequest { Project = Project, Name = "watched" }, server.Authorization());
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => again.ResponseStream.MoveNext(default))).StatusCode);
    }

    [Fact]
    public async Task A_new_set_has_its_members_and_a_changed_one_others()
    {
        foreach (var serial in (string[])["filled-1", "filled-2", "filled-3"])
        {
            var device = new TestDevice(server, serial);
            await device.ReportAsync(device.Report(TestDevice.NowMs, 1));
        }

        var created = await CreateAsync("filled", "serial in (filled-1, filled-2)", "Some");
        Assert.Equal((true, 2, "Some"), (created.Filled, created.Size, created.Description));
        var changed = (await Sets.UpdateDeviceSetAsync(
            new UpdateDeviceSetRequest { Project = Project, Name = "filled", Filter = "serial in (filled-2, filled-3)" }, server.Authorization())).Set;
        Assert.Equal((true, 2, "Some"), (changed.Filled, changed.Size, changed.Description));

        var request = new ListDeviceSetMembersRequest { Project = Project, Name = "filled", PageSize = 1 };
        var first = await Sets.ListDeviceSetMembersAsync(request, server.Authorization());
        request.PageToken = first.NextPageToken;
        var second = await Sets.ListDeviceSetMembersAsync(request, server.Authorization());
        Assert.Equal(["filled-2", "filled-3"], first.Members.Concat(second.Members).Select(m => m.Serial));
        Assert.Equal((2, ""), (first.TotalSize, second.NextPageToken));
        Assert.Contains("filled", (await Sets.ListDeviceSetsAsync(new ListDeviceSetsRequest { Project = Project }, server.Authorization())).Sets.Select(s => s.Name));
    }

    [Fact]
    public async Task The_size_of_a_set_is_a_metric_and_a_set_a_scope()
    {
        var device = new TestDevice(server, "sized-1");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 1000, 41));
        await CreateAsync("sized", "serial ^= sized-");
        var metrics = new MetricService.MetricServiceClient(_channel);

        var size = await metrics.QueryMetricsAsync(
            new QueryMetricsRequest { Project = Project, Metric = "fleet.set.size", Set = "sized", Resolution = Resolution.Range }, server.Authorization());
        var point = Assert.Single(Assert.Single(size.Series).Points);
        Assert.Equal((1, 1, 1, false), (point.Min, point.Max, point.Mean, point.HasSum));
        Assert.Equal(AnswerSource.SetSizes, size.Source);

        var temperature = await metrics.QueryMetricsAsync(
            new QueryMetricsRequest { Project = Project, Metric = "temperature", Set = "sized", Resolution = Resolution.Range }, server.Authorization());
        Assert.Equal((41, 1), (Assert.Single(Assert.Single(temperature.Series).Points).Mean, temperature.Devices));
    }

    [Theory]
    [InlineData("a b", "", StatusCode.InvalidArgument, "name: must match")]
    [InlineData("..", "", StatusCode.InvalidArgument, "name: must match")]
    [InlineData("wrong", "cohort =", StatusCode.InvalidArgument, "filter: column 9: expected a value")]
    [InlineData("taken", "", StatusCode.AlreadyExists, "has a device set 'taken' already")]
    public async Task What_cannot_be_a_set_is_refused_and_says_why(string name, string filter, StatusCode status, string text)
    {
        if (status == StatusCode.AlreadyExists)
        {
            await CreateAsync(name, filter);
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => CreateAsync(name, filter));
        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(text, refused.Status.Detail);
    }

    [Fact]
    public async Task A_set_that_is_not_there_is_not_found()
    {
        await AssertMissing(async () => await GetAsync("never"));
        await AssertMissing(async () => await Sets.DeleteDeviceSetAsync(new DeleteDeviceSetRequest { Project = Project, Name = "never" }, server.Authorization()));
        await AssertMissing(async () => await Sets.UpdateDeviceSetAsync(new UpdateDeviceSetRequest { Project = Project, Name = "never" }, server.Authorization()));
        await AssertMissing(async () => await new MetricService.MetricServiceClient(_channel).QueryMetricsAsync(
            new QueryMetricsRequest { Project = Project, Metric = "fleet.set.size", Set = "never" }, server.Authorization()));
        using var watch = Sets.WatchDeviceSet(new WatchDeviceSetRequest { Project = Project, Name = "never" }, server.Authorization());
        await AssertMissing(() => watch.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task Nobody_watches_without_a_token()
    {
        using var watch = Sets.WatchDeviceSet(new WatchDeviceSetRequest { Project = Project, Name = "x" });
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default))).StatusCode);
    }

    [Fact]
    public async Task Sets_are_made_and_watched_by_REST()
    {
        using var client = server.Client(server.ApiToken);
        const string sets = "/api/v1/projects/default/sets";
        using var created = await client.PostAsJsonAsync(sets, new { name = "rest", filter = "serial = rest-set" });
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        var position = (long)(await client.GetFromJsonAsync<JsonNode>($"{sets}/rest"))!["position"]!;
        var device = new TestDevice(server, "rest-set");
        await device.ReportAsync(device.Report(TestDevice.NowMs, 1));

        await using var events = await client.GetStreamAsync($"{sets}/rest/events?afterPosition={position}");
        using var lines = new StreamReader(events);
        var told = JsonNode.Parse((await lines.ReadLineAsync())!)!["event"]!;
        Assert.Equal(("DEVICE_SET_EVENT_KIND_ENTERED", "rest-set"), ((string)told["kind"]!, (string)told["serial"]!));
    }

    private static async Task AssertMissing(Func<Task> call) => Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    private async Task<DeviceSet> CreateAsync(string name, string filter, string description = "") => (await Sets.CreateDeviceSetAsync(
        new CreateDeviceSetRequest { Project = Project, Name = name, Filter = filter, Description = description }, server.Authorization())).Set;

    private async Task<GetDeviceSetResponse> GetAsync(string name) =>
        await Sets.GetDeviceSetAsync(new GetDeviceSetRequest { Project = Project, Name = name }, server.Authorization());
}
