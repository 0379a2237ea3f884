using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Faults;

public sealed class ServerKillTests
{
    [Fact]
    public async Task Embedded_server_killed_at_random_moments_counts_every_entry_once()
    {
        using var folder = new TemporaryFolder();
        await ServerKills.RunAsync(new FleetServerOptions(folder.Path), kills: Effort.Of(brief: 3, full: 50));
    }
}
