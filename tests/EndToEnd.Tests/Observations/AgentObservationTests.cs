using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Agent;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>The real agent, the real command line, and a server that is away for a while.</summary>
public sealed class AgentObservationTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_an_agent_exported_and_then_sent_by_itself_counts_once()
    {
        const string Serial = "carried";
        using var serverFolder = new TemporaryFolder();
        using var agentFolder = new TemporaryFolder("fleetd-");
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(serverFolder.Path));
        await using var agent = new FleetAgent(server, Serial, agentFolder.Path, TimeSpan.FromSeconds(30));
        var cli = new FleetCli(server);
        await server.StopAsync();
        await agent.StartAsync();

        var recording = Path.Combine(agentFolder.Path, "trip.bin");
        var export = Path.Combine(agentFolder.Path, "device.flx");
        byte[] content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];
        await File.WriteAllBytesAsync(recording, content);
        (await agent.ControlAsync("record", recording, "--reason", "button")).ExpectSuccess("fleetctl record");
        (await agent.ControlAsync("trace", "ValueError", "--message", "no value", "--language", "python", "--program", "pump")).ExpectSuccess("fleetctl trace");
        (await agent.ControlAsync("export", export)).ExpectSuccess("fleetctl export");

        await server.StartAsync();
        var imported = await cli.JsonAsync("import", export);
        Assert.Equal((0, 0), (imported.GetProperty("left").GetInt32(), imported.GetProperty("rejected").GetInt32()));
        Assert.InRange(imported.GetProperty("acknowledged").GetInt32(), 2, 100);
        await Eventually.Holds(Within, async () => (await agent.SyncAsync()).ExpectSuccess("fleetctl sync"));
        Assert.Equal(imported.GetProperty("acknowledged").GetInt32(), (await cli.JsonAsync("import", export)).GetProperty("duplicates").GetInt32());

        using var api = FleetApi.Grpc(server);
        await Eventually.Holds(Within, async () => Assert.Equal(
            [ObservationType.Recording, ObservationType.Trace], (await ListAsync(api, Serial)).Select(o => o.Type).Order().Reverse()));
        var found = (await ListAsync(api, Serial)).Single(o => o.Type == ObservationType.Recording).Recording;
        var copy = Path.Combine(agentFolder.Path, "copy.bin");
        await cli.ExpectAsync("recordings", "download", found.Id, "-o", copy);
        Assert.Equal(content, await File.ReadAllBytesAsync(copy));
        await agent.StopAsync();
        await server.StopAsync();
    }

    [Fact]
    public async Task Agent_confirms_what_is_set_for_it_and_answers_what_it_is_asked()
    {
        const string Serial = "controlled";
        using var serverFolder = new TemporaryFolder();
        using var agentFolder = new TemporaryFolder("fleetd-");
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(serverFolder.Path));
        await using var agent = new FleetAgent(server, Serial, agentFolder.Path, TimeSpan.FromSeconds(30));
        var cli = new FleetCli(server);
        await agent.StartAsync();
        await Eventually.Holds(Within, async () => (await agent.SyncAsync()).ExpectSuccess("fleetctl sync"));

        await cli.ExpectAsync("devices", "configure", Serial, "--logging", "on", "--developer", "1h");
        await cli.ExpectAsync("coredumps", "request", Serial, Bodies.Id.ToString("n"));
        await Eventually.Holds(Within, async () =>
        {
            (await agent.SyncAsync()).ExpectSuccess("fleetctl sync");
            var settings = await cli.JsonAsync("devices", "configure", Serial);
            Assert.Equal("CONFIGURATION_STATE_SYNCED", settings.GetProperty("state").GetString());
            var request = Assert.Single((await cli.JsonAsync("requests", "list", Serial)).GetProperty("requests").EnumerateArray());
            Assert.Equal("REQUEST_STATE_ANSWERED", request.GetProperty("state").GetString());
        });
        await agent.StopAsync();
        await server.StopAsync();
    }

    private static async Task<IReadOnlyList<Observation>> ListAsync(FleetApi api, string serial) => (await api.Observations.ListObservationsAsync(new ListObservationsRequest
    {
        Project = "default",
        Serial = serial,
        Types_ = { ObservationType.Recording, ObservationType.Trace },
    })).Observations;
}
