using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Tests.Logs;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests;

/// <summary>The ceiling of memory: with each table of the native binary full and each connection holding what it may, it fits the limit of its service.</summary>
[Trait("Category", "Aot")]
public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A datagram on loopback is larger than on any other network.</summary>
    private const int LinesPerPacket = 200;

    /// <summary>Of a value that never ends: just below what a connection may hold.</summary>
    private const int UnfinishedBytes = 250_000;

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();
    private readonly List<TcpClient> _peers = [];

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task With_every_bound_reached_at_once_it_stays_below_the_limit_of_its_service_and_does_its_work()
    {
        var unit = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "deploy", "systemd", "fleetd.service"), TestContext.Current.CancellationToken);
        var limit = long.Parse(Regex.Match(unit, @"^MemoryMax=(?<mib>\d+)M$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["mib"].Value, CultureInfo.InvariantCulture) << 20;
        var ports = FreePort.Tcp(3);
        await File.WriteAllTextAsync(_directory["fleetd.toml"], """
            [telemetry]
            metrics = ["*"]
            length = "1h"
            """, TestContext.Current.CancellationToken);
        using var agent = await AgentProcess.StartAsync(await NativeBinary.PublishAsync(), _directory, _server.Url,
            "--config", _directory["fleetd.toml"], "--report-interval", "1h",
            "--syslog-tcp", $"127.0.0.1:{ports[0]}", "--fluent-bit", $"127.0.0.1:{ports[1]}", "--forward", $"127.0.0.1:{ports[2]}");

        // A distribution's bins are three hundredths apart here; 1,000 fit well between the smallest and the largest value.
        await FillAsync(agent, "bins_over_limit", i => string.Create(CultureInfo.InvariantCulture, $"timer{i / 1000}:{Math.Pow(1.03, (i % 1000) - 500):R}|ms"));
        await FillAsync(agent, "set_members_over_limit", i => $"members:member-{i}|s");
        await FillAsync(agent, "keys_over_limit", i => $"a.key.as.long.as.keys.usually.are.{i}:1|c");

        // A text of syslog without an end; a record and a message that hold one.
        await HoldAsync(ports[0], "250000 <14>"u8.ToArray());
        await HoldAsync(ports[1], [0x92, 0x01, 0x81, 0xa1, 0x6d, 0xdb, 0, 4, 0, 0]);
        await HoldAsync(ports[2], [0x93, 0xa1, 0x74, 0x01, 0x81, 0xa1, 0x6d, 0xdb, 0, 4, 0, 0]);
        var full = agent.PeakBytes;
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        output.WriteLine($"peak {full:N0} bytes with all tables full, {agent.PeakBytes:N0} after their report was sent; the service may have {limit:N0}");
        Assert.InRange(agent.PeakBytes, 1, limit);
        Assert.Contains(_server.Reports(), report => report.ContainsKey("members"));
        Assert.Equal(0, await agent.StopAsync());
    }

    [Fact]
    public async Task Above_a_limit_of_its_own_it_closes_connections_and_is_below_it_again()
    {
        const int Limit = 20 << 20;
        var ports = FreePort.Tcp(3);
        await File.WriteAllTextAsync(_directory["fleetd.toml"], """
            [memory]
            limit = "20MiB"
            """, TestContext.Current.CancellationToken);
        using var agent = await AgentProcess.StartAsync(await NativeBinary.PublishAsync(), _directory, _server.Url,
            "--config", _directory["fleetd.toml"], "--syslog-tcp", $"127.0.0.1:{ports[0]}", "--fluent-bit", $"127.0.0.1:{ports[1]}", "--forward", $"127.0.0.1:{ports[2]}");
        await HoldAsync(ports[0], "250000 <14>"u8.ToArray());
        await HoldAsync(ports[1], [0x92, 0x01, 0x81, 0xa1, 0x6d, 0xdb, 0, 4, 0, 0]);
        await HoldAsync(ports[2], [0x93, 0xa1, 0x74, 0x01, 0x81, 0xa1, 0x6d, 0xdb, 0, 4, 0, 0]);
        await WaitUntilAsync(() => agent.Memory.Resident > Limit);
        var before = agent.Memory;

        // It looks every half minute: once to find too much, and once when that is collected.
        await WaitUntilAsync(() => agent.Errors.Contains("within memory.limit again", StringComparison.Ordinal));
        output.WriteLine($"{before} bytes with {_peers.Count} connections held, {agent.Memory} when they were closed: {agent.Errors}");
        Assert.InRange(agent.Memory.Resident, 1, Limit);
        Assert.Equal(_peers.Count, await AgentLogs.CounterAsync(agent, "memory_shed_connections"));
        Assert.Equal(0, await AgentLogs.CounterAsync(agent, "memory_shed_telemetry"));
        Assert.Equal(0, await AgentLogs.CounterAsync(agent, "memory_frozen_metrics"));
        Assert.Equal(0, await agent.StopAsync());

        async Task WaitUntilAsync(Func<bool> condition)
        {
            var waited = Stopwatch.StartNew();
            while (!condition())
            {
                Assert.True(waited.Elapsed < Patience + Patience, $"{agent.Memory}: {agent.Errors}");

                // Half minutes pass: no reason to keep a processor busy.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Sends lines until the agent says that it takes no more of their like.</summary>
    private static async Task FillAsync(AgentProcess agent, string counter, Func<int, string> line)
    {
        using var sender = new UdpClient();
        var waited = Stopwatch.StartNew();
        var next = 0;
        while (await AgentLogs.CounterAsync(agent, counter) == 0)
        {
            Assert.True(waited.Elapsed < Patience, $"{counter}: {agent.Errors}");
            for (var packet = 0; packet < 20; packet++)
            {
                sender.Send(Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(next, LinesPerPacket).Select(line))), "127.0.0.1", agent.StatsdPort);
                next += LinesPerPacket;
            }
        }
    }

    /// <summary>As many connections as there may be, each with a value that has begun.</summary>
    private async Task HoldAsync(int port, byte[] beginning)
    {
        var text = Encoding.ASCII.GetBytes(new string('x', UnfinishedBytes));
        for (var i = 0; i < LogTcpListener.MaxConnections; i++)
        {
            var peer = new TcpClient();
            _peers.Add(peer);
            await peer.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            await peer.GetStream().WriteAsync(beginning, TestContext.Current.CancellationToken);
            await peer.GetStream().WriteAsync(text, TestContext.Current.CancellationToken);
        }
    }
}
