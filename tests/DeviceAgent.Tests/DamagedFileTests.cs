using System.Text;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests;

/// <summary>Small files of the agent's own that have rotten: each is set aside and said, and the daemon does its work.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("overrides.toml")]
    [InlineData("operational")]
    [InlineData("configuration")]
    [InlineData("budget")]
    [InlineData("requests")]
    [InlineData("sessions")]
    [InlineData("reboot")]
    public async Task A_file_that_has_rotten_is_set_aside_and_said(string name)
    {
        var rot = Encoding.UTF8.GetBytes("\0rotten = [ \u0001\n");
        Directory.CreateDirectory(_directory["data"]);
        File.WriteAllBytes(_directory[$"data/{name}"], rot);
        using var agent = await AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url);
        Assert.Contains($"{_directory[$"data/{name}"]}.corrupt-1", agent.Errors, StringComparison.Ordinal);
        Assert.Equal(rot, File.ReadAllBytes(_directory[$"data/{name}.corrupt-1"]));
        await agent.ExpectAsync("metric", "well:1|c");
        await agent.ExpectAsync("sync");
        Assert.Contains(_server.Reports(), report => report.ContainsKey("well"));
        await agent.ExpectAsync("config", "report.interval", "20m");
        Assert.Equal(0, await agent.StopAsync());
    }

    [Fact]
    public async Task Of_changes_that_have_rotten_those_count_on_that_can_be_read()
    {
        Directory.CreateDirectory(_directory["data"]);
        File.WriteAllText(_directory["data/overrides.toml"], "report.interval = \"17s\"\nsystem.mounts = [\"/\", \"/da\n");
        using (var agent = await AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url))
        {
            Assert.Contains("\"report_interval_s\":17}", (await agent.CtlAsync("status", "--json")).Output, StringComparison.Ordinal);
            Assert.Contains("overrides.toml:2: ", agent.Errors, StringComparison.Ordinal);
            Assert.Equal("report.interval = \"17s\"\n", File.ReadAllText(_directory["data/overrides.toml"]));
        }

        using var again = await AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url);
        Assert.DoesNotContain("overrides.toml", again.Errors, StringComparison.Ordinal);
    }
}
