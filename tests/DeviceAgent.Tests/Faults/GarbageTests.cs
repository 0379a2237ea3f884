using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Tests.Logs;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>Garbage, as fast as loopback takes it, into all that listens for metrics and commands at once; what listens for logs has a test of its own.</summary>
public sealed class GarbageTests : IDisposable
{
    private const long MaxResidentBytes = 200L << 20;

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Garbage_into_each_listener_of_metrics_and_commands_leaves_memory_bounded_and_the_agent_well()
    {
        var duration = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 10 : 2);
        var (http, network) = (FreePort.Tcp(), FreePort.Udp());
        await File.WriteAllTextAsync(_directory["fleetd.toml"], $"[logs]\nsyslog_socket = \"{_directory["log.sock"]}\"\n", TestContext.Current.CancellationToken);
        using var agent = await AgentProcess.StartAsync(
            AgentProcess.BuiltProgram, _directory, _server.Url,
            "--config", _directory["fleetd.toml"], "--statsd-socket", _directory["statsd.sock"], "--collectd-http", $"127.0.0.1:{http}", "--collectd-network", $"127.0.0.1:{network}");

        // There is no room for it afterwards: garbage that looks like StatsD takes all keys.
        await agent.ExpectAsync("metric", "well:1|c");
        using var stop = new CancellationTokenSource(duration);
        (EndPoint Place, SocketType Type)[] listeners =
        [
            (new IPEndPoint(IPAddress.Loopback, agent.StatsdPort), SocketType.Dgram),
            (new IPEndPoint(IPAddress.Loopback, network), SocketType.Dgram),
            (new UnixDomainSocketEndPoint(_directory["statsd.sock"]), SocketType.Dgram),
            (new UnixDomainSocketEndPoint(_directory["log.sock"]), SocketType.Dgram),
            (new IPEndPoint(IPAddress.Loopback, http), SocketType.Stream),
            (new UnixDomainSocketEndPoint(agent.Control), SocketType.Stream),
        ];
        await Task.WhenAll(listeners.Select((listener, seed) => Task.Factory.StartNew(
            () => Flood(listener.Place, listener.Type, new Random(seed), stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        var (resident, _) = agent.Memory;
        Assert.True(resident < MaxResidentBytes, $"{resident >> 20} MiB resident");
        foreach (var counter in (string[])["statsd_malformed", "collectd_malformed", "collectd_refused_requests", "log_lines"])
        {
            Assert.True(await AgentLogs.CounterAsync(agent, counter) > 0, counter);
        }

        await agent.ExpectAsync("metric", "well:1|c");
        await agent.ExpectAsync("sync");
        Assert.Equal(2, _server.Reports().Sum(report => report.TryGetValue("well", out var well) ? well.Value : 0));
        Assert.Equal(0, await agent.StopAsync());
    }

    private static void Flood(EndPoint place, SocketType type, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(place.AddressFamily, type, ProtocolType.Unspecified) { SendTimeout = 1000 };
                socket.Connect(place);
                for (var i = 0; i < 50 && !stop.IsCancellationRequested; i++)
                {
                    socket.Send(Garbage(random, i));
                }
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }

    /// <summary>Noise; what looks right and is not; what is right and too much.</summary>
    private static byte[] Garbage(Random random, int turn)
    {
        var noise = new byte[random.Next(1, 8000)];
        random.NextBytes(noise);
        return (turn % 4) switch
        {
            0 => noise,
            1 => Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 100).Select(i => $"k{random.Next()}:{i}|ms|@2"))),
            2 => Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 100).Select(i => $"k{random.Next()}:{i}|ms"))),
            _ => Encoding.ASCII.GetBytes($"POST /collectd HTTP/1.1\r\nContent-Length: {random.Next()}\r\n\r\n" + new string('[', 4000)),
        };
    }
}
