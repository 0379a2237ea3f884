using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Projects;

/// <summary>
/// Wakes a grain of each project at the start and now and then, and so makes up for what a process that died, or a store that was away, left
/// undone. A round that fails is made up for by the next.
/// </summary>
/// <param name="what">Whose work it is, for the log.</param>
/// <param name="period">Between two rounds.</param>
/// <param name="grains">Know the projects.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of failures.</param>
public abstract partial class ProjectWaker(string what, TimeSpan period, IGrainFactory grains, TimeProvider time, ILogger logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
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

    /// <summary>Asks a project's grain to look whether there is something to do.</summary>
    protected abstract Task WakeAsync(string project);

    private async Task WakeAsync(CancellationToken stopping)
    {
        try
        {
            var directory = await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0);
            foreach (var project in directory!.Projects)
            {
                await WakeAsync(project.Name);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotWoken(what, e.Message);
        }
    }

    [LoggerMessage(1121, LogLevel.Warning, "Could not look whether {What} have something to do: {Reason}")]
    private partial void LogNotWoken(string what, string reason);
}
