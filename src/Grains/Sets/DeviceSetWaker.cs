using Fleet.Grains.Projects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Sets;

/// <summary>Tells the sets of each project that time passed, and so makes up for what a process that died left undone.</summary>
public sealed partial class DeviceSetWaker(IGrainFactory grains, TimeProvider time, ILogger<DeviceSetWaker> logger) : BackgroundService
{
    /// <summary>With the evaluation itself it keeps the promise of a minute.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await WakeAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task WakeAsync(CancellationToken stopping)
    {
        try
        {
            var directory = await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0);
            foreach (var project in directory!.Projects)
            {
                grains.GetGrain<IDeviceSetsGrain>(GrainKeys.Sets(project.Name)).Wake().Ignore();
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotWoken(e.Message);
        }
    }

    [LoggerMessage(1703, LogLevel.Warning, "Device sets could not be told that time passed: {Reason}")]
    private partial void LogNotWoken(string reason);
}
