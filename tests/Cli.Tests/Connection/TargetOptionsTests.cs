using Fleet.Cli.Commands;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Tests.Connection;

public sealed class TargetOptionsTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Options_come_before_the_environment_before_the_profile_each_part_by_itself()
    {
        await _cli.RunAsync("profile", "set", "--server", "http://profile", "--token", "token-profile", "--project", "project-profile", "--key", "key-profile");
        Assert.Equal(new Target(new Uri("http://profile"), "token-profile", "project-profile", "key-profile"), Resolve());

        _cli.Variables["FLEET_SERVER"] = "http://environment";
        _cli.Variables["FLEET_TOKEN"] = "token-environment";
        _cli.Variables["FLEET_KEY"] = "key-environment";
        Assert.Equal(new Target(new Uri("http://environment"), "token-environment", "project-profile", "key-environment"), Resolve());

        _cli.Variables["FLEET_PROJECT"] = "project-environment";
        Assert.Equal(
            new Target(new Uri("http://option"), "token-environment", "project-option", "key-environment"),
            Resolve("--server", "http://option", "--project", "project-option"));
        Assert.Equal("token-option", Resolve("--token", "token-option").Token);
    }

    [Fact]
    public void Empty_variable_is_no_variable()
    {
        _cli.Variables["FLEET_SERVER"] = "http://environment";
        _cli.Variables["FLEET_PROJECT"] = "";
        _cli.Variables["FLEET_TOKEN"] = "";

        Assert.Equal(new Target(new Uri("http://environment"), null, TargetOptions.DefaultProject, null), Resolve());
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://localhost")]
    [InlineData("http://")]
    [InlineData("nonsense")]
    public void Server_that_is_not_a_url_is_a_usage_error(string server)
    {
        var e = Assert.Throws<CliException>(() => Resolve("--server", server));
        Assert.Equal(ExitCode.Usage, e.ExitCode);
        Assert.Contains($"'{server}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_cannot_smuggle_a_header() =>
        Assert.Throws<CliException>(() => Resolve("--server", "http://a", "--token", "x\r\nHost: evil"));

    private Target Resolve(params string[] options) =>
        TargetOptions.Resolve(FleetCommand.Create(_cli.Environment).Parse(["projects", "list", .. options]), _cli.Environment);
}
