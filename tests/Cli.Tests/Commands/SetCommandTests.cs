using Fleet.Api.V1;

namespace Fleet.Cli.Tests.Commands;

public sealed class SetCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_set_is_created_with_its_filter_and_shown_with_its_size()
    {
        CreateDeviceSetRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<CreateDeviceSetRequest>(request);
            return GrpcWebReply.Of(new CreateDeviceSetResponse { Set = new DeviceSet { Name = seen.Name, Filter = seen.Filter, Size = 17, CreateTime = new() } });
        });
        Assert.Equal(0, await RunAsync(server, "sets", "create", "low", "--filter", "soc < 20", "--description", "Flat"));
        Assert.Equal(("low", "soc < 20", "Flat"), (seen!.Name, seen.Filter, seen.Description));
        Assert.Contains("17...", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_given_is_changed()
    {
        UpdateDeviceSetRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<UpdateDeviceSetRequest>(request);
            return GrpcWebReply.Of(new UpdateDeviceSetResponse { Set = new DeviceSet { Name = seen.Name, Filled = true, CreateTime = new() } });
        });
        Assert.Equal(0, await RunAsync(server, "sets", "update", "low", "--description", ""));
        Assert.Equal((false, true, ""), (seen!.HasFilter, seen.HasDescription, seen.Description));
        Assert.Contains("(every device)", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_are_listed()
    {
        await using var server = new TestServer(request => GrpcWebReply.Of(new ListDeviceSetMembersResponse
        {
            Members = { new DeviceSetMember { Serial = "SN-1", EnterTime = new() } },
            TotalSize = 2,
        }));
        Assert.Equal(0, await RunAsync(server, "sets", "members", "low"));
        Assert.Contains("SN-1", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 of 2 devices; --limit shows more.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_prints_a_line_for_each_event_until_the_limit()
    {
        WatchDeviceSetRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<WatchDeviceSetRequest>(request);
            return GrpcWebReply.Of(new WatchDeviceSetResponse
            {
                Event = new DeviceSetEvent { Position = 12, Kind = DeviceSetEventKind.Left, Serial = "SN-1", Time = new() },
            });
        });
        Assert.Equal(0, await RunAsync(server, "sets", "watch", "low", "--after", "11", "--limit", "1"));
        Assert.Equal((true, 11), (seen!.HasAfterPosition, seen.AfterPosition));
        Assert.Equal("1970-01-01 00:00:00  left     SN-1  (position 12)", _cli.Out.ToString().Trim());
    }

    [Fact]
    public async Task The_size_of_a_set_is_asked_for_as_a_metric()
    {
        QueryMetricsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<QueryMetricsRequest>(request);
            return GrpcWebReply.Of(new QueryMetricsResponse
            {
                Source = AnswerSource.SetSizes,
                Series = { new Series { Points = { new Point { StartTime = new(), Min = 3, Mean = 4.5, Max = 6 } } } },
            });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "query", "fleet.set.size", "--set", "low", "--since", "1h"));
        Assert.Equal("low", seen!.Set);
        Assert.Contains("4.5", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("weighted by time", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "flt_pat_x"]);
}
