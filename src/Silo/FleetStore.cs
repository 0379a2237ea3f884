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
    /// <exception cref="StorageSetupException">The store cannot be used, its schema is not this program's, or the read models cannot be emptied without a loss.</exception>
    public static async Task RebuildAsync(StorageOptions options, TextWriter report, CancellationToken cancellation)
    {
        await using var services = Services(options);
        await services.GetRequiredService<IFleetMigrator>().CheckAsync(cancellation);
        var from = await services.GetRequiredService<IReadModels>().ClearAsync(cancellation);
        var since = from == 0 ? "" : $" from {DateTimeOffset.FromUnixTimeMilliseconds(from):yyyy-MM-dd} on, before which the event log does not have everything and what is there stays";
        await report.WriteLineAsync($"the read models are empty{since}; they are rebuilt from the event log while Fleet runs");
    }

    /// <summary>Empties the read models, also of what is not in the event log any more.</summary>
    /// <exception cref="StorageSetupException">The store cannot be used, or its schema is not this program's.</exception>
    public static async Task RebuildWithoutPastAsync(StorageOptions options, TextWriter report, CancellationToken cancellation)
    {
        await using var services = Services(options);
        await services.GetRequiredService<IFleetMigrator>().CheckAsync(cancellation);
        await services.GetRequiredService<IReadModels>().ClearWithPastAsync(cancellation);
        await report.WriteLineAsync("the read models are empty; they are rebuilt from what is in the event log while Fleet runs");
    }

    private static ServiceProvider Services(StorageOptions options) => new ServiceCollection()
        .AddLogging()
        .AddFleetStorage(options)
        .BuildServiceProvider();
}
