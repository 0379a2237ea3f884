using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Fleet.Protocol.Sync;
using Fleet.Storage;
using Fleet.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Retention;

/// <summary>The front of the event log goes, and no answer tells.</summary>
public sealed class LogExpiryTests(PostgresServer server) : IDisposable
{
    private readonly string _folder = NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Answers_are_those_of_a_log_that_never_lost_anything() =>
        LogExpiryStep.Sequence.SampleAsync(steps => PlayAsync(null, steps), iter: 25, threads: 1);

    [Fact]
    public Task Answers_are_those_of_a_log_that_never_lost_anything_on_PostgreSQL() => LogExpiryStep.Sequence.SampleAsync(
        async steps => await PlayAsync(StorageOptions.PostgreSql(await server.CreateDatabaseAsync()) with { MigrateAtStart = true }, steps),
        iter: 6,
        threads: 1);

    private async Task PlayAsync(StorageOptions? options, LogExpiryStep[] steps)
    {
        await using var play = await LogExpiryPlay.StartAsync(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName, options);
        foreach (var step in steps)
        {
            await play.TakeAsync(step);
        }

        await play.AssertAsync();
    }
}
