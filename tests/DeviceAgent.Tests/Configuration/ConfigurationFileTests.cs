using System.Net;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Good =
        """
        [server]
        url = "https://fleet.example.com/base"
        key = "flt_key_abc"

        [device]
        serial = "SN-1"
        hardware_version = "rev B"
        software_type = "main"
        software_version = "1.2.3"

        [report]
        interval = "15m"

        [statsd]
        listen = ""
        socket = "/run/fleetd/statsd.sock"

        [collectd]
        http = "127.0.0.1:18126"
        network = ""
        keep = ["cpu.*", "!cpu.1.*"]
        types_db = "/opt/types.db"

        [statsd.tags]
        "http.requests" = ["method", "code"]
        plain = ["x"]

        [system]
        enabled = false
        mounts = ["/", "/data"]
        sample_interval = "30s"

        [data]
        directory = "/tmp/x"
        max_queue_size = "4MiB"

        [log]
        level = "warn"
        """;

    private readonly TempDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Every_setting_of_the_file_counts()
    {
        var configuration = FleetdOptions.Parse(["--config", Write(Good)]).Draft.Build(new IdentityProbe(_directory.Path));
        Assert.Equal("https://fleet.example.com/base", configuration.Server.Url.AbsoluteUri);
        Assert.Equal(("flt_key_abc", "SN-1", "rev B", "main", "1.2.3"),
            (configuration.Server.Key, configuration.Serial, configuration.HardwareVersion, configuration.SoftwareType, configuration.SoftwareVersion));
        Assert.Equal((TimeSpan.FromMinutes(15), false), (configuration.ReportInterval, configuration.IsReportIntervalPinned));
        Assert.Null(configuration.Statsd);
        Assert.Equal("/run/fleetd/statsd.sock", configuration.StatsdSocket);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 18126), configuration.CollectdHttp);
        Assert.Null(configuration.CollectdNetwork);
        Assert.Equal(["cpu.*", "!cpu.1.*"], configuration.CollectdKeep);
        Assert.Equal("/opt/types.db", configuration.CollectdTypesDb);
        Assert.Equal(["method", "code"], configuration.StatsdTags["http.requests"]);
        Assert.Equal(["x"], configuration.StatsdTags["plain"]);
        Assert.False(configuration.CollectSystem);
        Assert.Equal(["/", "/data"], configuration.Mounts);
        Assert.Equal(4 * 1024 * 1024, configuration.Queue.MaxBytes);
    }

    [Fact]
    public void The_command_line_stands_above_the_file()
    {
        var configuration = FleetdOptions.Parse(["--report-interval", "10s", "--statsd=127.0.0.1:9125", "--config", Write(Good)]).Draft.Build(new IdentityProbe());
        Assert.Equal((TimeSpan.FromSeconds(10), true), (configuration.ReportInterval, configuration.IsReportIntervalPinned));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 9125), configuration.Statsd);
    }

    [Fact]
    public void Without_a_word_it_listens_on_loopback_only_and_on_no_socket()
    {
        var configuration = FleetdOptions.Parse(["--server", "http://x", "--key", "flt_key_x", "--serial", "s", "--config", Write("")]).Draft.Build(new IdentityProbe());
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8125), configuration.Statsd);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8126), configuration.CollectdHttp);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 25826), configuration.CollectdNetwork);
        Assert.Null(configuration.StatsdSocket);
    }

    [Fact]
    public async Task Every_mistake_is_named_by_file_line_and_key()
    {
        var path = Write(
            """
            [server]
            url = "fleet.example.com"
            key = "flt_pat_wrong"
            kye = 1
            [report]
            interval = "1 hour"
            [statsd]
            listen = "localhost"
            [system]
            mounts = ["data"]
            enabled = "yes"
            [data]
            max_queue_size = ["1MiB"]
            [collectd]
            keep = ["cpu.*", "no pattern"]
            """);
        Assert.Equal(ExitCode.Usage, await FleetdCommand.RunAsync(["--check-config", "--config", path], _output, _errors));
        var lines = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var expected in (string[])[":2: server.url:", ":3: server.key:", ":4: server.kye: no such setting", ":6: report.interval:", ":8: statsd.listen:",
            ":10: system.mounts:", ":11: system.enabled:", ":13: data.max_queue_size: one value", ":15: collectd.keep: 'no pattern'"])
        {
            Assert.Contains(lines, line => line.StartsWith($"fleetd: {path}{expected}", StringComparison.Ordinal));
        }

        Assert.Equal(9, lines.Length);
    }

    [Theory]
    [InlineData("[report]\ninterval = \"99999999999999999999d\"", ":2: report.interval: '99999999999999999999d' is not between 1 s and 7 d")]
    [InlineData("[report]\ninterval = \"2147483647d\"", ":2: report.interval: '2147483647d' is not between")]
    [InlineData("[logs]\nmax_size = \"9223372036854775807GiB\"", ":2: logs.max_size: '9223372036854775807GiB' is not between 1 MiB and 16384 MiB")]
    [InlineData("[statsd]\nlisten = \"::1\"", ":2: statsd.listen: '::1' is not an address and port")]
    [InlineData("[[statsd]]\nlisten = \"127.0.0.1:8125\"", ":1: [[statsd]]: one section expected")]
    [InlineData("[telemetry]\nmetrics = [\"cpu_usage_pct\", \"a b\"]", ":2: telemetry.metrics: 'a b' is no key")]
    [InlineData("[telemetry]\nlength = \"10s\"\nstep = \"1m\"", ":3: telemetry.step: is longer than telemetry.length")]
    public async Task A_value_that_cannot_be_is_named_whatever_it_is(string text, string expected)
    {
        var path = Write(text);
        Assert.Equal(ExitCode.Usage, await FleetdCommand.RunAsync(["--check-config", "--config", path, "--server", "http://x", "--key", "flt_key_x", "--serial", "s"], _output, _errors));
        Assert.StartsWith($"fleetd: {path}{expected}", Assert.Single(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_in_plain_bytes_may_be_larger_than_two_billion()
    {
        var configuration = FleetdOptions.Parse(["--server", "http://x", "--key", "flt_key_x", "--serial", "s", "--config", Write("[budget]\nper_month = 5000000000")]).Draft.Build(new IdentityProbe());
        Assert.Equal(5_000_000_000, configuration.Budget.PerMonth);
    }

    [Fact]
    public async Task Files_and_commands_that_do_not_give_what_they_should_are_named_by_line_together_with_all_other_mistakes()
    {
        var path = Write(
            """
            [server]
            url = "http://x"
            key_file = "/no/such/key"
            ca_file = "/no/such/ca"
            client_key = "/no/such/client"
            [device]
            serial_file = "/no/such/serial"
            software_version_command = "exit 3"
            [report]
            interval = "soon"
            """);
        Assert.Equal(ExitCode.Usage, await FleetdCommand.RunAsync(["--check-config", "--config", path, "--hardware-version", ""], _output, _errors));
        var lines = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            $"{path}:10: report.interval:", "--hardware-version:", $"{path}:3: server.key_file: /no/such/key:", $"{path}:4: server.ca_file: /no/such/ca:",
            $"{path}:5: server.client_key:", $"{path}:7: device.serial_file: /no/such/serial:", $"{path}:8: device.software_version_command: 'exit 3': ended with code 3",
        ];
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(expected.Zip(lines), pair => Assert.StartsWith($"fleetd: {pair.First}", pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_toml_is_named_with_its_line()
    {
        var path = Write("[server]\nurl = \"http://x\nkey = 1\n");
        Assert.Equal(ExitCode.Usage, await FleetdCommand.RunAsync(["--config", path], _output, _errors));
        Assert.Contains($"{path}:2:", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_said_with_the_ways_to_give_it()
    {
        Assert.Equal(ExitCode.Usage, await FleetdCommand.RunAsync(["--config", Write("")], _output, _errors));
        Assert.Contains("server.url is missing", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--key KEY", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_and_an_unknown_option_are_said()
    {
        Assert.Equal(ExitCode.Usage, await FleetdCommand.RunAsync(["--config", _directory["none.toml"], "--frobnicate", "--serial"], _output, _errors));
        Assert.Contains("none.toml", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("unknown option --frobnicate", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--serial: a value is missing", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_configuration_is_confirmed_with_what_follows_from_it()
    {
        Assert.Equal(ExitCode.Success, await FleetdCommand.RunAsync(["--check-config", "--config", Write(Good)], _output, _errors));
        Assert.Contains("device SN-1, main 1.2.3 on rev B", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_setting()
    {
        Assert.Equal(ExitCode.Success, await FleetdCommand.RunAsync(["--help"], _output, _errors));
        Assert.All(Settings.All, setting => Assert.Contains(setting.Key, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_identity_comes_from_the_system_when_nobody_says()
    {
        Directory.CreateDirectory(_directory["etc"]);
        Directory.CreateDirectory(_directory["proc/device-tree"]);
        File.WriteAllText(_directory["etc/machine-id"], "0123456789abcdef\n");
        File.WriteAllText(_directory["etc/os-release"], "NAME=\"Poky\"\nID=poky\nVERSION_ID=\"4.0.1\"\n");
        File.WriteAllText(_directory["proc/device-tree/model"], "Raspberry Pi 4\0");
        var probe = new IdentityProbe(_directory.Path);
        Assert.Equal(("0123456789abcdef", "Raspberry Pi 4", "poky", "4.0.1"), (probe.Serial, probe.HardwareVersion, probe.SoftwareType, probe.SoftwareVersion));
    }

    private string Write(string text)
    {
        var path = _directory["fleetd.toml"];
        File.WriteAllText(path, text);
        return path;
    }
}
