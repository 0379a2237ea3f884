using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests;

/// <summary>Crashes, batteries and reboots through a whole daemon.</summary>
public sealed class HostDaemonTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_crash_that_was_confirmed_is_reported_though_the_daemon_is_killed_before_the_report()
    {
        using (var agent = await StartAsync())
        {
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("crash", "player")).Code);
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("crash")).Code);
            agent.Kill();
        }

        using (var agent = await StartAsync())
        {
            await SyncAsync(agent);
            await SyncAsync(agent);
        }

        var reports = _server.Reports();
        Assert.Equal([2, 0], reports.Select(report => report["operational_crashes"].Value));
        Assert.All(reports, report => Assert.Equal(0, report["operational_crashfree_hours"].Value));
    }

    [Fact]
    public async Task However_often_the_daemon_is_killed_each_crash_is_reported_once()
    {
        var rounds = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 50 : 4;
        var (confirmed, asked) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            using var agent = await StartAsync();
            var kill = Task.Run(async () =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 300)));
                await timer.WaitForNextTickAsync();
                agent.Kill();
            });
            while (!agent.HasExited)
            {
                asked++;
                confirmed += (await agent.CtlAsync("crash")).Code == ExitCode.Success ? 1 : 0;
                await agent.CtlAsync("sync");
            }

            await kill;
        }

        using (var agent = await StartAsync())
        {
            await SyncAsync(agent);
        }

        // The last of each round may have been recorded without an answer.
        Assert.NotEqual(0, confirmed);
        Assert.InRange(_server.Reports().Sum(report => report.GetValueOrDefault("operational_crashes").Value), confirmed, Math.Min(asked, confirmed + rounds));
        Assert.Empty(_server.Contradictions);
    }

    [Fact]
    public async Task Crashes_may_be_configured_on_from_the_start_or_off()
    {
        using (var agent = await StartAsync("[crashes]\nenabled = true\n"))
        {
            await SyncAsync(agent);
        }

        using (var agent = await StartAsync("[crashes]\nenabled = false\n"))
        {
            var (code, _, errors) = await agent.CtlAsync("crash");
            Assert.Equal(ExitCode.Failure, code);
            Assert.Contains("crashes.enabled", errors, StringComparison.Ordinal);
            await SyncAsync(agent);
        }

        var reports = _server.Reports();
        Assert.Equal(0, reports[0]["operational_crashes"].Value);
        Assert.DoesNotContain("operational_crashes", Present(reports[1]));
        Assert.Equal(1, reports[1]["fleet.agent.crashes_refused"].Value);
    }

    [Fact]
    public async Task The_core_handlers_crash_comes_with_its_own_time()
    {
        using var agent = await StartAsync();
        Assert.Contains("\"durable\":true", await AskAsync(agent, "{\"command\":\"crash\",\"program\":\"player\",\"uptime_ms\":1}"), StringComparison.Ordinal);
        Assert.Contains("\"ok\":false", await AskAsync(agent, "{\"command\":\"crash\",\"uptime_ms\":-1}"), StringComparison.Ordinal);
        Assert.Contains("\"ok\":false", await AskAsync(agent, $"{{\"command\":\"crash\",\"uptime_ms\":{long.MaxValue}}}"), StringComparison.Ordinal);
        Assert.Contains("\"ok\":false", await AskAsync(agent, "{\"command\":\"crash\",\"program\":7}"), StringComparison.Ordinal);
        await SyncAsync(agent);
        Assert.Equal(1, Assert.Single(_server.Reports())["operational_crashes"].Value);
    }

    [Fact]
    public async Task Readings_of_the_battery_make_its_metrics()
    {
        using var agent = await StartAsync();
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("battery", "80", "--discharging")).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("battery", "78.5", "--discharging")).Code);
        var (code, _, errors) = await agent.CtlAsync("battery", "101", "--charging");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("not between 0 and 100", errors, StringComparison.Ordinal);
        await SyncAsync(agent);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("battery", "90", "--charging")).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("battery", "89", "--discharging")).Code);
        await SyncAsync(agent);
        await SyncAsync(agent);

        var reports = _server.Reports();
        Assert.Equal((78.5, 1.5), (reports[0]["battery_soc_pct"].Value, reports[0]["battery_soc_pct_drop"].Value));
        Assert.InRange(reports[0]["battery_discharge_ms"].Value, 1, 60_000);
        Assert.Equal(1, reports[0]["fleet.agent.battery_refused_readings"].Value);
        Assert.Equal((89, 90), (reports[1]["battery_soc_pct"].Value, reports[1]["battery_soc_pct"].Max));
        Assert.DoesNotContain("battery_soc_pct_drop", Present(reports[1]));
        Assert.DoesNotContain("battery_soc_pct", Present(reports[2]));
    }

    [Fact]
    public async Task Probes_tell_of_connectivity_where_they_are_configured()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using var agent = await StartAsync($"[connectivity]\nprobe = \"localhost:{port}\"\ninterval = \"1s\"\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 2; i++)
        {
            using var accepted = await listener.AcceptSocketAsync(patience.Token);
        }

        await SyncAsync(agent);
        var report = Assert.Single(_server.Reports());
        Assert.InRange(report["connectivity_connected_ms"].Value, 1, report["connectivity_expected_ms"].Value);
    }

    [Fact]
    public async Task A_reboot_is_told_by_the_daemon_of_the_boot_that_follows_and_once()
    {
        var roots = new HostRoots(_directory["proc"], _directory["sys"], _directory["run"]);
        Directory.CreateDirectory(_directory["proc/sys/kernel/random"]);
        Assert.DoesNotContain("reboot before this boot", await BootAsync(roots, newBoot: true), StringComparison.Ordinal);
        Assert.Contains("unexpected reboot before this boot: unknown_error", await BootAsync(roots, newBoot: true), StringComparison.Ordinal);
        Assert.DoesNotContain("reboot before this boot", await BootAsync(roots, newBoot: false), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Success, await FleetctlCommand.RunAsync(["reboot-reason", "firmware_update", "--config", Configuration()], TextWriter.Null, TextWriter.Null));
        Assert.Contains("expected reboot before this boot: firmware_update", await BootAsync(roots, newBoot: true), StringComparison.Ordinal);

        // Each in an entry of the boot that it is about; the daemon sends what waits before it ends.
        var entries = _server.Entries.Values.Where(entry => entry.Type == (int)EntryType.Reboot).OrderBy(entry => entry.WallMs).ToList();
        Assert.Equal([RebootReason.Unknown, RebootReason.FirmwareUpdate], entries.Select(entry => Reboot.Decode(entry.Body).Reason));
    }

    /// <summary>Runs a daemon until it is ready, over the kernel's files of a boot; returns its log.</summary>
    private async Task<string> BootAsync(HostRoots roots, bool newBoot)
    {
        if (newBoot)
        {
            File.WriteAllText(_directory["proc/sys/kernel/random/boot_id"], $"{Guid.NewGuid()}\n");
        }

        var options = FleetdOptions.Parse(
        [
            "--config", Configuration(), "--server", _server.Url.AbsoluteUri, "--key", FakeServer.Key, "--data", _directory["data"], "--serial", "s", "--statsd", "", "--collectd-http", "", "--collectd-network", "",
            "--control", _directory["control.sock"],
        ]);
        var log = new TestLog();
        using var stop = new CancellationTokenSource();
        using var control = new ControlListener();
        var running = new Daemon(options.Draft.Build(new IdentityProbe(_directory.Path)), new BootTimeProvider(), roots, control, log.Log).RunAsync(() => { }, () => false, stop.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!running.IsCompleted && !log.Text.Contains("report every", StringComparison.Ordinal))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
        return log.Text;
    }

    private string Configuration(string text = "")
    {
        File.WriteAllText(_directory["fleetd.toml"], $"{text}[reboot]\nreason_file = \"{_directory["reboot-reason"]}\"\n");
        return _directory["fleetd.toml"];
    }

    private static async Task SyncAsync(AgentProcess agent)
    {
        var (code, _, errors) = await agent.CtlAsync("sync");
        Assert.True(code == ExitCode.Success, errors + agent.Errors);
    }

    private static IEnumerable<string> Present(Dictionary<string, MetricValue> report) =>
        report.Where(pair => pair.Value != MetricValue.Absent).Select(pair => pair.Key);

    private static async Task<string> AskAsync(AgentProcess agent, string line)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(agent.Control));
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }

    private Task<AgentProcess> StartAsync(string configuration = "") =>
        AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url, "--report-interval", "1h", "--config", Configuration(configuration));
}
