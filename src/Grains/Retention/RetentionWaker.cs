using Fleet.Grains.Projects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Retention;

/// <summary>Has each project's retention run now and then. A round that fails is made up for by the next.</summary>
public sealed partial class RetentionWaker(IGrainFactory grains, TimeProvider time, ILogger<RetentionWaker> logger) : BackgroundService
{
    /// <summary>Horizons move once a day, at midnight UTC. Hourly, what a failure or a merge of column files left behind goes soon.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

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
                grains.GetGrain<IRetentionGrain>(GrainKeys.Retention(project.Name)).Wake().Ignore();
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotWoken(e.Message);
        }
    }

    [LoggerMessage(1803, LogLevel.Warning, "Retention could not be begun: {Reason}")]
    private partial void LogNotWoken(string reason);
}
