using Fleet.Storage.EventLog;
using Microsoft.Extensions.Hosting;

namespace Fleet.Storage;

/// <summary>
/// Readies the store before any other service of the host starts, the silo included (its storage provider reads our tables when it starts),
/// and closes the log after all have stopped.
/// </summary>
internal sealed class StorageStartup(StorageOptions options, IFleetMigrator migrator, GroupCommitEventLog log) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        options.Validate();
        if (options.MigrateAtStart)
        {
            await migrator.MigrateAsync(cancellationToken);
        }
        else
        {
            await migrator.CheckAsync(cancellationToken);
        }

        await log.StartAsync(cancellationToken);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken) => await log.DisposeAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
