using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Logs;

/// <summary>The log of a whole agent in a process of its own.</summary>
public sealed class AgentLogTests : IDisposable
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1";

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();
    private readonly int _udp = FreePort.Udp();
    private readonly int[] _tcp = FreePort.Tcp(3);

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Fleetctl_logs_shows_the_last_lines()
    {
        using var agent = await StartAsync();
        Send("<11>app[3]: first\x1b[31m");
        Send("<14>app[3]: second");
        await AgentLogs.WaitForLineAsync(agent, "second");
        var (code, output, _) = await agent.CtlAsync("logs");
        Assert.Equal(ExitCode.Success, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("Z err     app: first\uFFFD[31m", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Z info    app: second", lines[1], StringComparison.Ordinal);
        Assert.Equal(["second"], await AgentLogs.TailAsync(agent, 1));
        Assert.Equal(ExitCode.Usage, (await agent.CtlAsync("logs", "-n", "x")).Code);
    }

    [Fact]
    public async Task A_request_of_the_server_brings_the_log()
    {
        var isAsked = false;
        _server.Answer = (request, _) =>
        {
            var reply = _server.Take(request) with { ServerTimeMs = DateTimeOffsetNow() };
            return isAsked ? reply with { Requests = [new DeviceRequest(5, (int)RequestKind.Logs, long.MaxValue / 2, 1, DateTimeOffsetNow() + 60_000, Guid.Empty)] } : reply;
        };
        using var agent = await StartAsync();
        Send("<11>app[3]: for the server");
        await AgentLogs.WaitForLineAsync(agent, "for the server");
        isAsked = true;
        var waited = Stopwatch.StartNew();
        while (_server.Bodies(EntryType.RequestAnswer).Count == 0 || _server.Bodies(EntryType.LogFile).Count == 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), agent.Errors);
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        }

        Assert.Equal(RequestOutcome.Done, RequestAnswer.Decode(_server.Bodies(EntryType.RequestAnswer)[0]).Outcome);
        var file = LogFile.Decode(Assert.Single(_server.Bodies(EntryType.LogFile)));
        Assert.Equal("for the server", Assert.Single(LogFixture.Records(_server.Blobs.Complete[file.Content.Sha256])).Message);
    }

    [Fact]
    public async Task The_chain_has_no_gap_over_kills_and_every_line_stands_in_its_order()
    {
        var rounds = IsFull ? 40 : 4;
        await File.WriteAllTextAsync(_directory["fleetd.toml"], "[logs]\nflush_interval = \"100ms\"\nrotate_size = \"1MiB\"\nmax_lines_per_minute = 10000000\n", TestContext.Current.CancellationToken);
        var sent = 0;
        for (var round = 0; round < rounds; round++)
        {
            using var agent = await StartAsync("--config", _directory["fleetd.toml"]);
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _tcp[0], TestContext.Current.CancellationToken);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 600)));
            var kill = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
            try
            {
                while (!kill.IsCompleted)
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"<14>app: {sent++} {new string('x', 200)}\n"), TestContext.Current.CancellationToken);
                }
            }
            finally
            {
                agent.Kill();
            }
        }

        using (var agent = await StartAsync("--config", _directory["fleetd.toml"]))
        {
            Send("<14>app: 99999999 end");
            await AgentLogs.WaitForLineAsync(agent, "99999999 end");
            Assert.Equal(0, await agent.StopAsync());
        }

        var numbers = LogFixture.RecordsIn(_directory["data/logs"]).Select(record => int.Parse(record.Message.Split(' ')[0])).ToList();
        Assert.True(numbers.Count > rounds);
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(numbers.Distinct().Count(), numbers.Count);
        using var fixture = new LogFixture();
        using var store = fixture.OpenAt(_directory["data/logs"]);
        store.CloseChunk();
        var chunks = store.ClosedChunks();
        Assert.Equal(chunks.Skip(1).Select(chunk => chunk.Cid), chunks.SkipLast(1).Select(chunk => chunk.NextCid));
    }

    [Fact]
    public async Task Garbage_into_each_listener_leaves_memory_bounded_and_the_agent_well()
    {
        var atLeast = TimeSpan.FromSeconds(IsFull ? 10 : 2);
        var atMost = TimeSpan.FromSeconds(60);
        using var agent = await StartAsync();
        Send("<14>app: before");
        await AgentLogs.WaitForLineAsync(agent, "before");
        using var stop = new CancellationTokenSource(atMost);
        var floods = Task.WhenAll([.. _tcp.SelectMany(port => Enumerable.Range(0, 4).Select(seed => FloodAsync(port, seed, stop.Token))), Task.Run(() => FloodUdp(stop.Token), CancellationToken.None)]);

        // However slow this machine is, the agent has read some of it before its memory is looked at.
        var flooded = Stopwatch.StartNew();
        while (flooded.Elapsed < atMost && (flooded.Elapsed < atLeast || await AgentLogs.CounterAsync(agent, "log_malformed") == 0))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await floods;
        var (resident, _) = agent.Memory;
        TestContext.Current.TestOutputHelper?.WriteLine($"{resident >> 20} MiB resident, {await AgentLogs.CounterAsync(agent, "log_malformed")} malformed, "
            + $"{await AgentLogs.CounterAsync(agent, "log_connections_dropped")} connections dropped, {await AgentLogs.CounterAsync(agent, "log_lines_over_limit")} over the limit");
        Assert.True(resident < 200L << 20, $"{resident >> 20} MiB resident");
        Assert.True(await AgentLogs.CounterAsync(agent, "log_malformed") > 0);

        // The limit of lines gives room for one each few milliseconds.
        var waited = Stopwatch.StartNew();
        while (!(await AgentLogs.TailAsync(agent, 50)).Contains("after"))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), agent.Errors);
            Send("<14>app: after");
        }

        Assert.Equal(0, await agent.StopAsync());
        LogFixture.RecordsIn(_directory["data/logs"]);
    }

    [Fact]
    public async Task A_taken_port_is_an_error_that_names_the_setting()
    {
        using var agent = await StartAsync();
        foreach (var (option, setting, port) in new[] { ("--syslog", "logs.syslog", _udp), ("--syslog-tcp", "logs.syslog_tcp", _tcp[0]), ("--fluent-bit", "logs.fluent_bit", _tcp[1]), ("--forward", "logs.forward", _tcp[2]) })
        {
            using var errors = new StringWriter();
            Assert.Equal(ExitCode.Failure, await FleetdCommand.RunAsync(
            [
                "--server", "http://127.0.0.1:1", "--key", FakeServer.Key, "--serial", "s", "--control", _directory["other.sock"], "--data", _directory["data2"], "--statsd", "",
                "--syslog", "", "--syslog-tcp", "", "--fluent-bit", "", "--forward", "", option, $"127.0.0.1:{port}",
            ], TextWriter.Null, errors));
            Assert.Contains($"{setting}: cannot listen on", errors.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task When_logs_are_off_nothing_listens_and_nothing_is_kept()
    {
        using var agent = await StartAsync("--logs", "false");
        using var client = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, _tcp[0]));
        Assert.Empty(await AgentLogs.TailAsync(agent, 10));
        Assert.False(Directory.Exists(_directory["data/logs"]));
    }

    private Task<AgentProcess> StartAsync(params string[] options) => AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url,
    [
        "--report-interval", "1h", "--syslog", $"127.0.0.1:{_udp}", "--syslog-tcp", $"127.0.0.1:{_tcp[0]}", "--fluent-bit", $"127.0.0.1:{_tcp[1]}", "--forward", $"127.0.0.1:{_tcp[2]}", .. options,
    ]);

    private static long DateTimeOffsetNow() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private void Send(string packet)
    {
        using var sender = new UdpClient();
        sender.Send(Encoding.UTF8.GetBytes(packet), "127.0.0.1", _udp);
    }

    private static async Task FloodAsync(int port, int seed, CancellationToken stop)
    {
        await Task.Yield();
        var random = new Random(seed);
        var noise = new byte[64 * 1024];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, stop);
                for (var i = 0; i < 50; i++)
                {
                    // Noise; noise that goes on after the start of something long; values that never end.
                    random.NextBytes(noise);
                    (seed % 3 == 1 ? [0x92, 0x01, 0xdf, 0x7f, 0xff, 0xff, 0xff] : seed % 3 == 2 ? [0x93, 0xa1, 0x41, 0xc6, 0x7f, 0xff, 0xff, 0xff] : Array.Empty<byte>()).CopyTo(noise, 0);
                    await client.GetStream().WriteAsync(noise, stop);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                continue;
            }
        }
    }

    private void FloodUdp(CancellationToken stop)
    {
        using var sender = new UdpClient();
        sender.Connect(IPAddress.Loopback, _udp);
        var noise = new byte[1400];
        while (!stop.IsCancellationRequested)
        {
            Random.Shared.NextBytes(noise);
            sender.Send(noise);
        }
    }
}
