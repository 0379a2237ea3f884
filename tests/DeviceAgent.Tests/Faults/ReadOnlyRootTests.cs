using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>A root file system that nobody can write, as products ship: the data folder and the socket's folder are all that the agent needs.</summary>
public sealed class ReadOnlyRootTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_does_all_its_work_and_complains_of_nothing()
    {
        Assert.SkipUnless(AgentProcess.CanMount() && Environment.IsPrivilegedProcess, "mounts the root read-only for one process, which takes root");
        var folder = _directory.Path;
        await File.WriteAllTextAsync(_directory["recording.bin"], "content", TestContext.Current.CancellationToken);
        using var agent = await AgentProcess.StartAsync(
            ["unshare", .. AgentProcess.OwnMounts, "sh", "-c", $"mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro / && ! touch /written 2>/dev/null && exec \"$@\"", "sh", AgentProcess.BuiltProgram],
            _directory,
            _server.Url);
        foreach (var command in (string[][])[["set", "door", "open"], ["record", _directory["recording.bin"]], ["crash", "player"], ["config", "report.interval", "20m"], ["sync"]])
        {
            await agent.ExpectAsync(command);
        }

        Assert.Single(_server.Bodies(EntryType.Attributes));
        Assert.Single(_server.Bodies(EntryType.Recording));
        Assert.DoesNotContain(" warn ", agent.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(" error ", agent.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await agent.StopAsync());
    }
}
