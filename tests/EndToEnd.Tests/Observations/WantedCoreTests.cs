using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>On a server of its own: others' crashes are of the same place.</summary>
public sealed class WantedCoreTests
{
    [Fact]
    public async Task Of_twenty_equal_crashes_five_cores_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        using var story = new ObservationStory(server);
        await story.WantedCoresAsync();
        await server.StopAsync();
    }
}
