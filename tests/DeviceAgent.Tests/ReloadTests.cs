using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests;

/// <summary>The daemon in the hands of a person and of a service manager.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_setting_that_is_changed_counts_at_once_and_after_a_restart_and_can_be_taken_back()
    {
        using (var agent = await StartAsync())
        {
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("config", "report.interval", "17s")).Code);
            await UntilAsync(agent, status => Interval(status) == 17);
        }

        using (var agent = await StartAsync())
        {
            Assert.Equal(17, Interval(await StatusAsync(agent)));
            Assert.Contains("report.interval = \"17s\"", (await agent.CtlAsync("config")).Output, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("config", "report.interval")).Code);
            await UntilAsync(agent, status => Interval(status) == 3600);
        }
    }

    [Fact]
    public async Task A_command_that_comes_while_the_daemon_starts_anew_waits_and_is_answered()
    {
        using var agent = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await agent.ExpectAsync("config", "report.interval", $"{20 + i}s");
            await agent.ExpectAsync("set", "round", $"{i}");
            await agent.ExpectAsync("collection", "off");
            await agent.ExpectAsync("status");
            await agent.ExpectAsync("collection", "on");
            await agent.ExpectAsync("sync");
        }
    }

    [Fact]
    public async Task What_was_gathered_before_a_change_is_reported_after_it()
    {
        using var agent = await StartAsync();
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("metric", "before:1|c")).Code);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("config", "report.interval", "17s")).Code);
        await UntilAsync(agent, status => Interval(status) == 17);
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        Assert.Single(_server.Reports(), report => report.ContainsKey("before"));
    }

    [Fact]
    public async Task While_collection_is_off_nothing_is_collected_stored_or_sent()
    {
        Directory.CreateDirectory(_directory["etc"]);
        File.WriteAllText(_directory["etc/fleetd.toml"], "[collection]\nenabled = false\n");
        using var agent = await StartAsync("--config", _directory["etc/fleetd.toml"]);
        Assert.Contains("collection is off", (await agent.CtlAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, (await agent.CtlAsync("sync")).Code);
        Assert.False(Directory.Exists(_directory["data"]));
        Assert.Equal(0, _server.RequestsWaiting);

        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("collection", "on")).Code);
        await UntilAsync(agent, status => status.GetProperty("collecting").GetBoolean());
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        Assert.NotEmpty(_server.Reports());

        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("collection", "off")).Code);
        await UntilAsync(agent, status => !status.GetProperty("collecting").GetBoolean());
        Assert.Equal(0, await agent.StopAsync());
    }

    [Fact]
    public async Task A_hang_up_reads_the_files_again_and_mistakes_in_them_change_nothing()
    {
        Directory.CreateDirectory(_directory["etc"]);
        File.WriteAllText(_directory["etc/fleetd.toml"], "[report]\ninterval = \"20s\"\n");
        using var agent = await StartAsync("--config", _directory["etc/fleetd.toml"]);
        File.WriteAllText(_directory["etc/fleetd.toml"], "[report]\ninterval = \"21s\"\n");
        await agent.SignalAsync("HUP");
        await UntilAsync(agent, status => Interval(status) == 21);

        File.WriteAllText(_directory["etc/fleetd.toml"], "[report]\ninterval = \"soon\"\n");
        await agent.SignalAsync("HUP");
        await agent.SaysAsync("'soon' is not a duration");
        await UntilAsync(agent, status => Interval(status) == 21);
    }

    [Fact]
    public async Task The_service_manager_is_told_and_gets_signs_of_life()
    {
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(_directory["notify"]));
        using var agent = await AgentProcess.StartAsync(
            _directory, _server.Url, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = _directory["notify"], ["WATCHDOG_USEC"] = "200000" });
        Assert.StartsWith("READY=1\nSTATUS=device device-1", await ReceiveAsync(manager), StringComparison.Ordinal);
        Assert.Equal("WATCHDOG=1", await ReceiveAsync(manager));
        Assert.Equal("WATCHDOG=1", await ReceiveAsync(manager));
        Assert.Equal(0, await agent.StopAsync());
        string last;
        do
        {
            last = await ReceiveAsync(manager);
        }
        while (last == "WATCHDOG=1");
        Assert.Equal("STOPPING=1", last);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer, patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static double Interval(JsonElement status) =>
        status.TryGetProperty("configuration", out var configuration) ? configuration.GetProperty("report_interval_s").GetDouble() : 0;

    private static async Task<JsonElement> StatusAsync(AgentProcess agent)
    {
        using var json = JsonDocument.Parse((await agent.CtlAsync("status", "--json")).Output);
        return json.RootElement.Clone();
    }

    /// <summary>For a moment, while the daemon starts anew, nobody answers.</summary>
    private static async Task UntilAsync(AgentProcess agent, Func<JsonElement, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            Assert.False(agent.HasExited, agent.Errors);
            if ((await agent.CtlAsync("status", "--json")) is (ExitCode.Success, var output, _))
            {
                using var json = JsonDocument.Parse(output);
                if (condition(json.RootElement))
                {
                    return;
                }
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<AgentProcess> StartAsync(params string[] options) => AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url, options);
}
