using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Configuration;

/// <summary>The file, the files beside it, what was changed at run time, the command line: each stands above those before it.</summary>
public sealed class ConfigurationLayerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_later_layer_stands_above_an_earlier_one()
    {
        Write("fleetd.toml", $"""
            [server]
            url = "https://file"
            key = "flt_key_file"
            [device]
            serial = "file"
            hardware_version = "file"
            software_type = "file"
            software_version = "file"
            [data]
            directory = "{_directory["data"]}"
            """);
        Write("conf.d/20-b.toml", "[device]\nhardware_version = \"drop-in b\"\nserial = \"b\"");
        Write("conf.d/10-a.toml", "[device]\nhardware_version = \"drop-in a\"\nsoftware_type = \"a\"\nsoftware_version = \"a\"");
        Write("conf.d/ignored.txt", "nonsense");
        var overrides = new Overrides(_directory["data"]);
        Assert.Null(overrides.Change("device.serial", ["run-time"]));
        Assert.Null(overrides.Change("device.software_type", ["say \"hi\" \\ there"]));
        Assert.Null(overrides.Change("system.mounts", ["/", "/data"]));

        var configuration = FleetdOptions.Parse(["--config", _directory["fleetd.toml"], "--serial", "option"]).Draft.Build(new IdentityProbe(_directory.Path));
        Assert.Equal("https://file/", configuration.Server.Url.AbsoluteUri);
        Assert.Equal(
            ("option", "drop-in b", "say \"hi\" \\ there", "a"),
            (configuration.Serial, configuration.HardwareVersion, configuration.SoftwareType, configuration.SoftwareVersion));
        Assert.Equal(["/", "/data"], configuration.Mounts);

        Assert.Null(overrides.Change("device.software_type", null));
        Assert.Equal("a", FleetdOptions.Parse(["--config", _directory["fleetd.toml"]]).Draft.Build(new IdentityProbe(_directory.Path)).SoftwareType);
    }

    [Fact]
    public void A_mistake_in_a_file_beside_the_first_is_named_by_its_file_and_line()
    {
        Write("fleetd.toml", "");
        Write("conf.d/10-a.toml", "\n[report]\ninterval = \"soon\"");
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => FleetdOptions.Parse(["--config", _directory["fleetd.toml"]])).Problems);
        Assert.StartsWith($"{_directory["conf.d/10-a.toml"]}:3: report.interval:", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report.interval", "soon")]
    [InlineData("report.intervall", "1h")]
    [InlineData("data.directory", "/tmp")]
    [InlineData("control.socket", "/tmp/x")]
    public void A_change_that_cannot_be_is_refused_and_changes_nothing(string key, string value)
    {
        var overrides = new Overrides(_directory["data"]);
        Assert.Contains(key, overrides.Change(key, [value]), StringComparison.Ordinal);
        Assert.Empty(overrides.Read());
    }

    [Fact]
    public void Changes_with_a_rotten_byte_anywhere_cost_the_changes_of_that_line_and_nothing_else()
    {
        Write("fleetd.toml", $"[server]\nurl = \"https://file\"\nkey = \"flt_key_file\"\n[data]\ndirectory = \"{_directory["data"]}\"\n");
        var overrides = new Overrides(_directory["data"]);
        Assert.Null(overrides.Change("device.serial", ["run-time"]));
        Assert.Null(overrides.Change("system.mounts", ["/", "/data"]));
        var path = Overrides.PathIn(_directory["data"]);
        var good = File.ReadAllBytes(path);
        var end = Array.IndexOf(good, (byte)'\n') + 1;
        foreach (var rot in (byte[])[0, 0xff, (byte)'"', (byte)'[', (byte)'\n'])
        {
            for (var i = end; i < good.Length - 1; i++)
            {
                byte[] bad = [.. good];
                bad[i] = rot;
                File.WriteAllBytes(path, bad);
                Assert.Equal("run-time", FleetdOptions.Parse(["--config", _directory["fleetd.toml"]]).Draft.Serial.Value);
            }
        }

        for (var cut = 0; cut < good.Length; cut++)
        {
            File.WriteAllBytes(path, good[..cut]);
            Assert.Equal(cut < end - 1 ? null : "run-time", FleetdOptions.Parse(["--config", _directory["fleetd.toml"]]).Draft.Serial.Value);
        }

        File.WriteAllBytes(path, [.. good[..end], .. "[rotten\n"u8]);
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => FleetdOptions.Parse(["--check-config", "--config", _directory["fleetd.toml"]])).Problems);
        Assert.StartsWith($"{path}:2: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Identity_comes_from_files_and_commands()
    {
        Write("serial", "SN-77\0\n");
        Write("fleetd.toml", $"""
            [server]
            url = "https://file"
            key = "flt_key_file"
            [device]
            serial_file = "{_directory["serial"]}"
            hardware_version_command = "echo rev-$((1 + 2)); echo more"
            software_version_command = "printf 4.5"
            """);
        var configuration = Build();
        Assert.Equal(("SN-77", "rev-3", "4.5"), (configuration.Serial, configuration.HardwareVersion, configuration.SoftwareVersion));
    }

    [Theory]
    [InlineData("serial_file = \"/no/such/file\"", "device.serial_file: /no/such/file: ")]
    [InlineData("serial_command = \"exit 3\"", "device.serial_command: 'exit 3': ended with code 3")]
    [InlineData("serial_command = \"echo a b\"", "device.serial_command: 'echo a b': 'a b' does not match")]
    public void An_identity_that_cannot_be_had_is_said(string line, string expected)
    {
        Write("fleetd.toml", $"[server]\nurl = \"https://file\"\nkey = \"flt_key_file\"\n[device]\n{line}\n");
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(Build).Problems);
        Assert.StartsWith($"{_directory["fleetd.toml"]}:5: {expected}", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca_file")]
    [InlineData("client_certificate")]
    [InlineData("key_file")]
    public void A_file_for_the_way_to_the_server_that_is_no_such_file_is_said(string setting)
    {
        Write("empty", "");
        Write("fleetd.toml", $"[server]\nurl = \"https://file\"\n{(setting == "key_file" ? "" : "key = \"flt_key_file\"\n")}{setting} = \"{_directory["empty"]}\"\n[device]\nserial = \"s\"\n");
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(Build).Problems);
        Assert.StartsWith($"{_directory["fleetd.toml"]}:{(setting == "key_file" ? 3 : 4)}: server.{setting}: {_directory["empty"]}: ", problem, StringComparison.Ordinal);
    }

    private AgentConfiguration Build() => FleetdOptions.Parse(["--config", _directory["fleetd.toml"]]).Draft.Build(new IdentityProbe(_directory.Path));

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory[name])!);
        File.WriteAllText(_directory[name], text);
    }
}
