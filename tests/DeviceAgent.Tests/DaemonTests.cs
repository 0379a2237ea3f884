using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests;

public sealed class DaemonTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_a_program_sends_is_on_the_server_after_fleetctl_sync()
    {
        using var agent = await StartAsync();
        Send(agent, "myapp.mygauge:42|g\nmyapp.hits:3|c");
        await AgentSmoke.WaitForSamplesAsync(agent, 2);
        var (code, output, errors) = await agent.CtlAsync("sync");
        Assert.True(code == ExitCode.Success, errors);
        Assert.StartsWith("1 entries acknowledged", output, StringComparison.Ordinal);

        var report = Assert.Single(_server.Reports());
        Assert.Equal(42, report["myapp.mygauge"].Value);
        Assert.Equal(3, report["myapp.hits"].Value);
        foreach (var key in (string[])["memory_pct", "storage_used_root_pct", "uptime_s", "loadavg_1m", "operational_hours", "sync_successful"])
        {
            Assert.Contains(key, report.Keys);
        }

        // Nobody has told of crashes, and nobody of a battery: zero would be an invention.
        Assert.DoesNotContain(report, metric =>
            (metric.Key.StartsWith("operational_crash", StringComparison.Ordinal) || metric.Key.StartsWith("battery", StringComparison.Ordinal))
            && metric.Value != MetricValue.Absent);
    }

    [Fact]
    public async Task With_monitoring_turned_off_it_still_comes_each_interval_and_so_learns_when_it_is_turned_on()
    {
        var revision = 1L;
        _server.Answer = (request, _) => _server.Take(request) with
        {
            Configuration = request.ConfigurationRevision == revision
                ? null
                : new DeviceConfiguration(revision, 1000, Monitoring: revision == 2, Debugging: true, Logging: true),
        };
        using var agent = await StartAsync("1s");
        while ((await _server.NextRequestAsync()).ConfigurationRevision != 1)
        {
        }

        var before = _server.Reports().Count;
        await _server.NextRequestAsync();
        await _server.NextRequestAsync();
        Assert.Equal(before, _server.Reports().Count);
        revision = 2;
        while ((await _server.NextRequestAsync()).ConfigurationRevision != 2)
        {
        }

        while (_server.Reports().Count == before)
        {
            await _server.NextRequestAsync();
        }
    }

    [Fact]
    public async Task On_sigterm_the_last_interval_is_sent_and_the_exit_code_is_zero()
    {
        using var agent = await StartAsync();
        Send(agent, "last.words:1|c");
        await AgentSmoke.WaitForSamplesAsync(agent, 1);
        Assert.Equal(0, await agent.StopAsync());
        Assert.Equal(1, Assert.Single(_server.Reports())["last.words"].Value);
    }

    [Fact]
    public async Task What_could_not_be_sent_before_the_end_is_sent_after_the_next_start()
    {
        _server.Answer = (_, response) =>
        {
            response.StatusCode = 503;
            return null;
        };
        using (var agent = await StartAsync())
        {
            Send(agent, "kept:1|c");
            await AgentSmoke.WaitForSamplesAsync(agent, 1);
            Assert.Equal(0, await agent.StopAsync());
        }

        _server.Answer = null;
        using (var agent = await StartAsync())
        {
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        }

        Assert.Single(_server.Reports(), report => report.ContainsKey("kept"));
    }

    [Fact]
    public async Task A_daemon_killed_at_any_moment_loses_nothing_that_it_confirmed_and_tells_no_lies()
    {
        var rounds = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 50 : 4;
        var confirmed = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            using var agent = await StartAsync();
            var kill = Task.Run(async () =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 400)));
                await timer.WaitForNextTickAsync();
                agent.Kill();
            });
            for (var i = 0; !agent.HasExited; i++)
            {
                var key = $"round{round}.n{i}";
                if ((await agent.CtlAsync("set", key, "1")).Code == ExitCode.Success)
                {
                    confirmed.Add(key);
                }
            }

            await kill;
        }

        using (var agent = await StartAsync())
        {
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        }

        var arrived = Attributes();
        Assert.NotEmpty(confirmed);
        Assert.Empty(confirmed.Except(arrived));
        Assert.Equal(arrived.Count, arrived.Distinct().Count());
        Assert.Empty(_server.Contradictions);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_passes_when_the_server_has_taken_what_waits()
    {
        // Nothing may make room while the disk fills.
        _server.Answer = (_, response) =>
        {
            response.StatusCode = 503;
            return null;
        };
        using var agent = await AgentProcess.StartOnSmallDiskAsync(AgentProcess.BuiltProgram, _directory, _server.Url, "size=64k");
        var confirmed = new List<string>();
        (int Code, string Output, string Errors) last = default;
        var text = Noise.Text(1000);

        // Ever smaller, until a report has no room either.
        foreach (var length in new[] { 1000, 100, 1 })
        {
            do
            {
                last = await agent.CtlAsync("set", $"k{confirmed.Count}", text[..length]);
                if (last.Code == ExitCode.Success)
                {
                    confirmed.Add($"k{confirmed.Count}");
                }
            }
            while (last.Code == ExitCode.Success && confirmed.Count < 200);
        }

        Assert.Contains("No space left", last.Errors, StringComparison.Ordinal);
        Assert.InRange(confirmed.Count, 10, 150);
        _server.Answer = null;
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("set", "afterwards", text)).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        Assert.Empty(confirmed.Append("afterwards").Except(Attributes()));
        // One for each sync that was asked for: the first had no room on the disk and waited in memory.
        Assert.Equal(2, _server.Reports().Count);
        Assert.Empty(_server.Contradictions);
    }

    [Fact]
    public async Task Status_tells_people_and_programs_how_it_is()
    {
        using var agent = await StartAsync();
        Send(agent, "this is no metric");
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        var text = (await agent.CtlAsync("status")).Output;
        Assert.Contains("device-1", text, StringComparison.Ordinal);
        Assert.Contains(_server.Url.AbsoluteUri, text, StringComparison.Ordinal);

        using var json = JsonDocument.Parse((await agent.CtlAsync("status", "--json")).Output);
        Assert.Equal(0, json.RootElement.GetProperty("queue").GetProperty("entries").GetInt32());
        Assert.Equal(0, json.RootElement.GetProperty("queue").GetProperty("held_reports").GetInt32());
        Assert.True(json.RootElement.GetProperty("sync").TryGetProperty("last_success", out _));
        Assert.True(json.RootElement.GetProperty("counters").GetProperty("fleet.agent.sync_sent_bytes").GetInt64() > 0);
    }

    [Fact]
    public async Task A_failed_sync_is_an_exit_code_and_a_reason()
    {
        _server.Answer = (_, response) =>
        {
            response.StatusCode = 401;
            return null;
        };
        using var agent = await StartAsync();
        var (code, _, errors) = await agent.CtlAsync("sync");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("project key", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_are_checked_before_they_are_taken()
    {
        using var agent = await StartAsync();
        Assert.Equal(ExitCode.Failure, (await agent.CtlAsync("set", "no key", "1")).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("set", "Door.Open", "false")).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        var body = _server.Entries.Values.Single(entry => entry.Type == (int)EntryType.Attributes).Body;
        Assert.Equal(AttributeValue.Of(false), AttributesBody.Decode(body)["door.open"]);
    }

    [Fact]
    public async Task Without_a_daemon_fleetctl_says_so()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(ExitCode.Failure, await FleetctlCommand.RunAsync(["status", "--control", _directory["none"]], output, errors));
        Assert.Contains("fleetd is not running", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await FleetctlCommand.RunAsync(["frobnicate"], output, errors));
    }

    [Fact]
    public async Task Two_daemons_do_not_share_a_folder_or_a_port()
    {
        using var agent = await StartAsync();
        using var errors = new StringWriter();
        string[] common = ["--server", "http://127.0.0.1:1", "--key", FakeServer.Key, "--serial", "s", "--control", _directory["other.sock"], "--collectd-http=", "--collectd-network=", "--logs=false"];
        Assert.Equal(ExitCode.Failure, await FleetdCommand.RunAsync([.. common, "--data", _directory["data"]], TextWriter.Null, errors));
        Assert.Contains("another fleetd uses", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, await FleetdCommand.RunAsync(
            [.. common, "--data", _directory["data2"], "--statsd", $"127.0.0.1:{agent.StatsdPort}"], TextWriter.Null, errors));
        Assert.Contains("statsd.listen", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_taken_is_named_with_its_setting()
    {
        int http = FreePort.Tcp(), network = FreePort.Udp();
        using var agent = await AgentProcess.StartAsync(
            AgentProcess.BuiltProgram, _directory, _server.Url,
            "--statsd-socket", _directory["statsd.sock"], "--collectd-http", $"127.0.0.1:{http}", "--collectd-network", $"127.0.0.1:{network}");
        string[] common =
        [
            "--server", "http://127.0.0.1:1", "--key", FakeServer.Key, "--serial", "s", "--control", _directory["other.sock"], "--data", _directory["data2"], "--statsd=", "--logs=false",
        ];
        foreach (var (setting, options) in ((string, string[])[])
        [
            ("statsd.socket", ["--statsd-socket", _directory["statsd.sock"], "--collectd-http=", "--collectd-network="]),
            ("collectd.http", [$"--collectd-http=127.0.0.1:{http}", "--collectd-network="]),
            ("collectd.network", ["--collectd-http=", $"--collectd-network=127.0.0.1:{network}"]),
        ])
        {
            using var errors = new StringWriter();
            Assert.Equal(ExitCode.Failure, await FleetdCommand.RunAsync([.. common, .. options], TextWriter.Null, errors));
            Assert.Contains($"fleetd: {setting}: ", errors.ToString(), StringComparison.Ordinal);
        }
    }

    private List<string> Attributes() =>
        [.. _server.Entries.Values.Where(entry => entry.Type == (int)EntryType.Attributes).SelectMany(entry => AttributesBody.Decode(entry.Body).Keys)];

    private Task<AgentProcess> StartAsync(string interval = "1h") => AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url, "--report-interval", interval);

    private static void Send(AgentProcess agent, string packet)
    {
        using var sender = new UdpClient();
        sender.Send(Encoding.UTF8.GetBytes(packet), "127.0.0.1", agent.StatsdPort);
    }
}
