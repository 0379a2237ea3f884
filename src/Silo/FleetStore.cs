using Fleet.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Silo;

/// <summary>What is done to a store while no Fleet runs on it.</summary>
public static class FleetStore
{
    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="StorageSetupException">The store cannot be used, or its schema is newer than this program.</exception>
    public static async Task MigrateAsync(StorageOptions options, TextWriter report, CancellationToken cancellation)
    {
        await using var services = Services(options);
        var applied = await services.GetRequiredService<IFleetMigrator>().MigrateAsync(cancellation);
        foreach (var migration in applied)
        {
            await report.WriteLineAsync($"applied {migration}");
        }

        await report.WriteLineAsync(applied.Count == 0 ? "the schema is up to date" : $"{applied.Count} migrations applied");
    }

    /// <summary>Empties the read models; running projections fill them again.</summary>
    /// <exception cref="StorageSetupException">The store cannot be used, or its schema is not this program's.</exception>
    public static async Task RebuildAsync(StorageOptions options, TextWriter report, CancellationToken cancellation)
    {
        await using var services = Services(options);
        await services.GetRequiredService<IFleetMigrator>().CheckAsync(cancellation);
        await services.GetRequiredService<IReadModels>().ClearAsync(cancellation);
        await report.WriteLineAsync("the read models are empty; they are rebuilt from the event log while Fleet runs");
    }

    private static ServiceProvider Services(StorageOptions options) => new ServiceCollection()
        .AddLogging()
        .AddFleetStorage(options)
        .BuildServiceProvider();
}
