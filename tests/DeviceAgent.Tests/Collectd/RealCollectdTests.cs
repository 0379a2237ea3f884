using System.Diagnostics;
using System.Text.Json;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Collectd;

/// <summary>Debian's collectd, through the daemon, to a server.</summary>
public sealed class RealCollectdTests : IDisposable
{
    private const int Sent = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();
    private readonly int _httpPort = FreePort.Tcp();
    private readonly int _networkPort = FreePort.Udp();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_it_collects_arrives_in_reports_by_either_way_and_once_by_both(bool http, bool network)
    {
        File.WriteAllText(_directory["fleetd.toml"], """
            [collectd]
            keep = ["cpu.*", "memory.*", "load.*", "df.*", "interface.*", "statsd.*"]
            """);
        using var agent = await AgentProcess.StartAsync(
            AgentProcess.BuiltProgram, _directory, _server.Url, "--config", _directory["fleetd.toml"],
            "--collectd-http", $"127.0.0.1:{_httpPort}", "--collectd-network", $"127.0.0.1:{_networkPort}");
        using var collectd = new CollectdProcess(_directory, http ? _httpPort : null, network ? _networkPort : null);

        // Before collectd listens nobody hears what is sent to it; and the first value of a total only says where it begins.
        await UntilReportedAsync(agent, collectd, () => collectd.SendStatsd("app.listening:1|g"), Has("statsd.gauge.app.listening"));
        collectd.SendStatsd("app.requests:1|c");
        await UntilReportedAsync(agent, collectd, () => { }, Has("statsd.derive.app.requests"));
        collectd.SendStatsd($"app.requests:{Sent}|c\napp.temperature:21.5|g\napp.latency:250|ms");
        await UntilReportedAsync(agent, collectd, () => { }, Has(
            "cpu.0.user", "memory.used", "load.shortterm", "load.longterm", "df.root.df_complex.used", "interface.lo.if_octets.rx", "interface.lo.if_packets.tx",
            "statsd.gauge.app.temperature", "statsd.latency.app.latency-average"));
        await UntilReportedAsync(agent, collectd, () => { }, _ => Sum("statsd.derive.app.requests") >= Sent);

        collectd.Dispose();
        var status = await StatusAsync(agent);
        Assert.Equal(ExitCode.Success, await agent.StopAsync());
        Assert.Equal(Sent, Sum("statsd.derive.app.requests"));
        var report = _server.Reports().Last(report => report.ContainsKey("statsd.latency.app.latency-average"));
        Assert.Equal(21.5, report["statsd.gauge.app.temperature"].Value);
        Assert.InRange(report["statsd.latency.app.latency-average"].Value, 0.24, 0.26);
        Assert.InRange(report["df.root.df_complex.used"].Value, 1, MetricLimits.MaxMagnitude);
        Assert.InRange(Sum("cpu.0.user"), 1, 1_000_000);
        Assert.Equal(http, status["fleet.agent.collectd_posts"] > 0);
        Assert.Equal(network, status["fleet.agent.collectd_packets"] > 0);
        Assert.Equal(http && network, status["fleet.agent.collectd_repeated"] > 0);
        foreach (var counter in (string[])["malformed", "refused_requests", "protected", "unsupported", "invalid_keys", "not_kept", "resets", "kernel_drops"])
        {
            Assert.True(status[$"fleet.agent.collectd_{counter}"] == 0, $"{counter}: {agent.Errors}\n{collectd.Output}");
        }
    }

    private static Func<List<Dictionary<string, MetricValue>>, bool> Has(params string[] keys) =>
        reports => keys.All(key => reports.Exists(report => report.ContainsKey(key)));

    /// <summary>Asks for one report after the other until they hold what is waited for.</summary>
    private async Task UntilReportedAsync(AgentProcess agent, CollectdProcess collectd, Action meanwhile, Func<List<Dictionary<string, MetricValue>>, bool> arrived)
    {
        var waited = Stopwatch.StartNew();
        do
        {
            Assert.True(waited.Elapsed < Patience, $"{string.Join(' ', _server.Reports().SelectMany(report => report.Keys).Distinct())}\n{agent.Errors}\n{collectd.Output}");
            meanwhile();
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        }
        while (!arrived(_server.Reports()));
    }

    private double Sum(string key) => _server.Reports().Sum(report => report.GetValueOrDefault(key).Value);

    private static async Task<Dictionary<string, long>> StatusAsync(AgentProcess agent)
    {
        using var status = JsonDocument.Parse((await agent.CtlAsync("status", "--json")).Output);
        return status.RootElement.GetProperty("counters").EnumerateObject().ToDictionary(counter => counter.Name, counter => counter.Value.GetInt64());
    }
}
