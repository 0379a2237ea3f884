using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Agent;

/// <summary>The real <c>fleetd</c> as a process of its own, with its StatsD port, and <c>fleetctl</c> to ask it.</summary>
internal sealed class FleetAgent(FleetServer server, string serial, string folder, TimeSpan reportInterval) : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CommandWithin = TimeSpan.FromSeconds(30);

    private readonly UdpClient _sender = new();
    private ChildProcess? _process;

    public string Serial => serial;

    public IPEndPoint Statsd { get; } = FreePorts.Udp();

    public ChildProcess Process => _process ?? throw new InvalidOperationException("the agent was not started");

    private string Control => Path.Combine(folder, "control.sock");

    /// <summary>Starts it, again if it ran before, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        if (_process is { } old)
        {
            await old.DisposeAsync();
        }

        _process = ChildProcess.Start(
            BuiltPrograms.Fleetd,
            [
                "--config", ConfigurationFile(),
                "--server", server.Url.AbsoluteUri,
                "--key", server.Profile.ProjectKey,
                "--serial", serial,
                "--software-type", "e2e",
                "--software-version", "1.0.0",
                "--data", Path.Combine(folder, "data"),
                "--report-interval", $"{reportInterval.TotalSeconds:0}s",
                "--statsd", Statsd.ToString(),
                "--collectd-http", "",
                "--collectd-network", "",
                "--syslog", "", "--syslog-tcp", "", "--fluent-bit", "", "--forward", "",
                "--control", Control,
            ]);
        await Eventually.Holds(StartWithin, async () =>
        {
            if (Process.HasExited)
            {
                throw new Eventually.Fatal(Process.Describe());
            }

            await StatusAsync();
        });
    }

    /// <summary>One StatsD packet, as a program on the device would send it.</summary>
    public void Send(string packet) => _sender.Send(Encoding.ASCII.GetBytes(packet), Statsd);

    /// <summary>Samples that it has taken from StatsD since its start.</summary>
    public async Task<long> SamplesAsync()
    {
        using var status = JsonDocument.Parse(await StatusAsync());
        return status.RootElement.GetProperty("counters").GetProperty("fleet.agent.statsd_samples").GetInt64();
    }

    /// <summary><c>fleetctl sync</c>: with exit code 0 the server has all that was sent before.</summary>
    public Task<FinishedProcess> SyncAsync() =>
        ChildProcess.RunAsync(BuiltPrograms.Fleetd, ["ctl", "sync", "--control", Control], CommandWithin);

    /// <summary><c>fleetctl</c> with a command of its own.</summary>
    public Task<FinishedProcess> ControlAsync(params string[] command) =>
        ChildProcess.RunAsync(BuiltPrograms.Fleetd, ["ctl", .. command, "--control", Control], CommandWithin);

    public Task Kill9Async() => Process.KillAsync();

    public async Task StopAsync()
    {
        Process.Signal(PosixSignal.Terminate);
        var code = await Process.WaitAsync(CommandWithin);
        Assert.True(code == 0, $"code {code}. {Process.Describe()}");
    }

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }

    private async Task<string> StatusAsync()
    {
        var status = await ChildProcess.RunAsync(BuiltPrograms.Fleetd, ["ctl", "status", "--json", "--control", Control], CommandWithin);
        return status.ExpectSuccess("fleetctl status");
    }

    /// <summary>Empty: what the machine under test has in /etc is not ours.</summary>
    private string ConfigurationFile()
    {
        var path = Path.Combine(folder, "fleetd.toml");
        File.WriteAllText(path, "");
        return path;
    }
}
