using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Observations;

public sealed class PostgresObservationTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task What_devices_observe_and_are_asked_for_is_the_same_on_PostgreSQL()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path, await postgres.CreateDatabaseAsync()));
        using var story = new ObservationStory(server);
        await story.WantedCoresAsync();
        await story.EveryTypeAsync();
        await story.RequestAsync();
        await story.DeveloperModeAsync();
        server.AssertSaysNothingIsWrong();
        await server.StopAsync();
    }
}
