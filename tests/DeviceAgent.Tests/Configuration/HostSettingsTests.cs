using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Configuration;

public sealed class HostSettingsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_setting_of_the_file_counts()
    {
        var configuration = Build(
            """
            system.processes = ["player", "kworker/0:1"]
            crashes.enabled = false
            connectivity.probe = "[2001:db8::1]:443"
            connectivity.interval = "5m"
            reboot.reason_file = "/run/why"
            reboot.keep_pstore = true
            """);
        Assert.Equal(["player", "kworker/0:1"], configuration.Processes);
        Assert.False(configuration.ReportsCrashes);
        Assert.Equal((new ProbeTarget("2001:db8::1", 443), TimeSpan.FromMinutes(5)), (configuration.Probe, configuration.ProbeInterval));
        Assert.Equal("[2001:db8::1]:443", configuration.Probe!.ToString());
        Assert.Equal(("/run/why", true), (configuration.RebootReasonFile, configuration.KeepsPstore));
    }

    [Fact]
    public void Without_them_the_agent_decides_by_what_it_is_told()
    {
        var configuration = Build("");
        Assert.Null(configuration.ReportsCrashes);
        Assert.Null(configuration.Probe);
        Assert.Equal(("/var/lib/fleetd/reboot-reason", false), (configuration.RebootReasonFile, configuration.KeepsPstore));
    }

    [Theory]
    [InlineData("system.processes = [\"a-name-of-16-chrs\"]", "system.processes: 'a-name-of-16-chrs' is no name of a process")]
    [InlineData("system.processes = [\"a.b\", \"a-b\"]", "system.processes: two names come to the same metric")]
    [InlineData("system.processes = [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\",\"14\",\"15\",\"16\",\"17\"]", "system.processes: at most 16")]
    [InlineData("connectivity.probe = \"example.com\"", "connectivity.probe: 'example.com' is not a host and port")]
    [InlineData("connectivity.probe = \"example.com:0\"", "connectivity.probe: 'example.com:0' is not a host and port")]
    [InlineData("connectivity.interval = \"2d\"", "connectivity.interval: '2d' is not between")]
    [InlineData("reboot.reason_file = \"why\"", "reboot.reason_file: 'why' is not an absolute path")]
    [InlineData("crashes.enabled = \"maybe\"", "crashes.enabled: 'maybe' is neither")]
    public void Mistakes_are_named(string line, string problem)
    {
        var mistake = Assert.Single(Assert.Throws<ConfigurationException>(() => Build(line)).Problems);
        Assert.Contains(problem, mistake, StringComparison.Ordinal);
    }

    private AgentConfiguration Build(string text)
    {
        File.WriteAllText(_directory["fleetd.toml"], text + "\n");
        return FleetdOptions.Parse(["--config", _directory["fleetd.toml"], "--server", "http://127.0.0.1:1", "--key", FakeServer.Key, "--serial", "s"])
            .Draft.Build(new IdentityProbe(_directory.Path));
    }
}
