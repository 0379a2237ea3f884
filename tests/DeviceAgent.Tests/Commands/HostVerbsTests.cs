using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Reboots;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Commands;

public sealed class HostVerbsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public HostVerbsTests() => File.WriteAllText(_directory["fleetd.toml"], $"[reboot]\nreason_file = \"{_directory["state/why"]}\"\n");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_reason_is_written_without_a_daemon_where_the_configuration_says()
    {
        Assert.Equal((ExitCode.Success, ""), await RunAsync("reboot-reason", "firmware_update", "--details", "2.0 to 2.1", "--config", _directory["fleetd.toml"]));
        Assert.Equal(("firmware_update", "2.0 to 2.1"), new RebootReasonFile(_directory["state/why"]).Read());
        Assert.Equal((ExitCode.Success, ""), await RunAsync("reboot-reason", "!tpm_lost", "--config", _directory["fleetd.toml"]));
        Assert.Equal(("!tpm_lost", ""), new RebootReasonFile(_directory["state/why"]).Read());
    }

    [Theory]
    [InlineData("reboot-reason")]
    [InlineData("reboot-reason", "because I can")]
    [InlineData("reboot-reason", "button", "--verbose")]
    [InlineData("reboot-reason", "button", "--config", "/not/there")]
    [InlineData("battery")]
    [InlineData("battery", "full")]
    [InlineData("battery", "50", "--empty")]
    [InlineData("battery", "50", "--full", "--charging")]
    [InlineData("crash", "a", "b")]
    public async Task What_is_asked_wrongly_is_said_and_nothing_is_written(params string[] words)
    {
        var (code, errors) = await RunAsync(words);
        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith($"fleetctl {words[0]}: ", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["state"]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_a_failure_with_its_name()
    {
        File.WriteAllText(_directory["state"], "a file, not a folder");
        var (code, errors) = await RunAsync("reboot-reason", "button", "--config", _directory["fleetd.toml"]);
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains(_directory["state/why"], errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Errors)> RunAsync(params string[] words)
    {
        using var errors = new StringWriter();
        return (await FleetctlCommand.RunAsync(words, TextWriter.Null, errors), errors.ToString());
    }
}
