using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>The agent that a Fleet runs for its own machine.</summary>
public sealed class LocalAgentTests : IDisposable
{
    private const string Metric = "local.counter";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Agent_of_this_machine_reports_comes_back_when_it_dies_and_ends_with_its_server()
    {
        var statsd = FreePorts.Udp();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(_folder.Path, AgentStatsd: statsd));
        using var api = FleetApi.Grpc(server);
        using var sender = new UdpClient();
        var agent = await AgentIdAsync();
        Assert.DoesNotContain(server.Profile.ProjectKey, await File.ReadAllTextAsync($"/proc/{agent}/cmdline"), StringComparison.Ordinal);
        await ReportsAsync(1);

        PosixSignal.Send(agent, PosixSignal.Kill);
        var next = 0;
        await Eventually.Holds(Within, async () => Assert.NotEqual(agent, next = await AgentIdAsync()));
        await ReportsAsync(1_000);

        await server.StopAsync();
        Assert.False(Directory.Exists($"/proc/{next}"), "the agent outlives its server");

        // A count may go out before the agent listens, or be lost with it when it is killed: each is sent until it has arrived.
        Task<TimeSpan> ReportsAsync(int value) => Eventually.Holds(Within, async () =>
        {
            await sender.SendAsync(Encoding.ASCII.GetBytes($"{Metric}:{value}|c"), statsd);
            var hours = await api.HoursAsync(Metric, r => r.Fleet = true);
            Assert.InRange(hours.Sum(h => h.Sum), value, double.MaxValue);
        });
    }

    [Fact]
    public async Task Agent_of_a_server_that_was_killed_ends_and_leaves_its_place_to_the_next()
    {
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(_folder.Path, AgentStatsd: FreePorts.Udp()));
        var orphan = await AgentIdAsync();

        await server.Kill9Async();

        await Eventually.Holds(Within, () => Assert.False(Directory.Exists($"/proc/{orphan}"), "the agent outlives its server"));
        await server.StartAsync();
        Assert.NotEqual(orphan, await AgentIdAsync());
        await server.StopAsync();
    }

    private async Task<int> AgentIdAsync()
    {
        var id = 0;
        await Eventually.Holds(Within, async () =>
        {
            var status = await ChildProcess.RunAsync(
                BuiltPrograms.Fleetd, ["ctl", "status", "--json", "--control", _folder.Sub("agent/control.sock")], Within);
            using var json = JsonDocument.Parse(status.ExpectSuccess("fleetctl status"));
            id = json.RootElement.GetProperty("agent").GetProperty("pid").GetInt32();
        });
        return id;
    }
}
