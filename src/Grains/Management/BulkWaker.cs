using Fleet.Grains.Projects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Management;

/// <summary>Has bulk changes go on that a restart or a store that was away has stopped.</summary>
public sealed partial class BulkWaker(IGrainFactory grains, TimeProvider time, ILogger<BulkWaker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await WakeAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task WakeAsync()
    {
        try
        {
            var directory = await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0);
            foreach (var project in directory!.Projects)
            {
                await grains.GetGrain<IBulkGrain>(GrainKeys.Bulk(project.Name)).Wake();
            }
        }
        catch (Exception e)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(1121, LogLevel.Warning, "Bulk changes could not be looked for: {Reason}")]
    private partial void LogFailed(string reason);
}
