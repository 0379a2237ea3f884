using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Agent;

public sealed class AgentKillTests : IDisposable
{
    private const string Metric = "flow.counter";

    /// <summary>Packets that fit the smallest receive buffer that a kernel gives, should the agent not get a turn meanwhile.</summary>
    private const int Burst = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LatestKill = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _serverFolder = new();
    private readonly TemporaryFolder _agentFolder = new("fleetd-");

    public void Dispose()
    {
        _serverFolder.Dispose();
        _agentFolder.Dispose();
    }

    [Fact]
    public async Task Agent_killed_at_random_moments_loses_nothing_that_was_flushed_and_doubles_nothing()
    {
        var kills = Effort.Of(brief: 3, full: 50);
        var random = new Random(Seed.Next());
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(_serverFolder.Path));
        await using var agent = new FleetAgent(server, "agent-kill", _agentFolder.Path, Interval);
        using var api = FleetApi.Grpc(server);
        var sent = 0L;
        var flushed = 0L;
        for (var i = 0; i < kills; i++)
        {
            await agent.StartAsync();
            var count = random.Next(50, 300);
            await SendAsync(agent, count);
            sent += count;
            (await agent.SyncAsync()).ExpectSuccess("fleetctl sync");
            flushed += count;

            sent += await KillWhileSendingAsync(agent, LatestKill * random.NextDouble());
        }

        await agent.StartAsync();
        (await agent.SyncAsync()).ExpectSuccess("fleetctl sync");
        await Eventually.Holds(Within, async () => Assert.InRange(await SumAsync(api), flushed, sent));
        await agent.StopAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills; {sent} sent, {flushed} flushed, {await SumAsync(api)} counted");
        Assert.InRange(await SumAsync(api), flushed, sent);
    }

    [Fact]
    public async Task Report_flushed_while_the_server_is_away_survives_a_kill_and_counts_once()
    {
        const int Count = 500;
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(_serverFolder.Path));
        await using var agent = new FleetAgent(server, "agent-away", _agentFolder.Path, Interval);
        await server.StopAsync();
        await agent.StartAsync();
        await SendAsync(agent, Count);

        Assert.NotEqual(0, (await agent.SyncAsync()).ExitCode);
        await agent.Kill9Async();
        await server.StartAsync();
        await agent.StartAsync();

        (await agent.SyncAsync()).ExpectSuccess("fleetctl sync");
        using var api = FleetApi.Grpc(server);
        await Eventually.Holds(Within, async () => Assert.Equal(Count, await SumAsync(api)));
    }

    /// <summary>Sends so many counts of one, and waits until the agent has taken them all.</summary>
    private static async Task SendAsync(FleetAgent agent, int count)
    {
        var taken = await agent.SamplesAsync();
        foreach (var burst in Enumerable.Range(0, count).Chunk(Burst))
        {
            foreach (var _ in burst)
            {
                agent.Send($"{Metric}:1|c");
            }

            taken += burst.Length;
            await Eventually.Holds(Within, async () => Assert.Equal(taken, await agent.SamplesAsync()));
        }
    }

    /// <returns>How many counts of one went out until the agent was gone; some never arrived.</returns>
    private static async Task<long> KillWhileSendingAsync(FleetAgent agent, TimeSpan after)
    {
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            var sent = 0L;
            for (; !stop.IsCancellationRequested; sent++)
            {
                agent.Send($"{Metric}:1|c");
                if (sent % 10 == 0)
                {
                    await Task.Delay(1);
                }
            }

            return sent;
        });
        var flushing = agent.SyncAsync();
        await Task.Delay(after);
        await agent.Kill9Async();
        await stop.CancelAsync();
        await flushing;
        return await sending;
    }

    private static async Task<double> SumAsync(FleetApi api) => (await api.HoursAsync(Metric, r => r.Fleet = true)).Sum(h => h.Sum);
}
