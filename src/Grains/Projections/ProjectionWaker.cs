using Fleet.Grains.Alerts;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Columns;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Traces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Projections;

/// <summary>
/// Wakes projections: at once when this silo's log grew, and all of them now and then, since a wake-up can be lost and events can be
/// there from before the start. Looks for stale buckets and issues, and wakes the makers of column files and traces and those who evaluate alerts, in the same rounds.
/// </summary>
public sealed partial class ProjectionWaker(
    IGrainFactory grains, IEventLog log, GrownShards grown, IRollupStore rollups, IIssueCountStore issues, TimeProvider time, ILogger<ProjectionWaker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Everyone = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WakeGrownAsync(stoppingToken), WakeEveryoneAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task WakeGrownAsync(CancellationToken stopping)
    {
        await foreach (var shard in grown.ReadAllAsync(stopping))
        {
            Wake(shard);
        }
    }

    private async Task WakeEveryoneAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Everyone, time);
        do
        {
            for (var shard = 0; shard < log.ShardCount; shard++)
            {
                Wake(shard);
                grains.GetGrain<IColumnGrain>(GrainKeys.Columns(shard)).Wake().Ignore();
                grains.GetGrain<ITraceGrain>(GrainKeys.Traces(shard)).Wake().Ignore();
                grains.GetGrain<IAlertGrain>(GrainKeys.Alerts(shard)).Wake().Ignore();
            }

            try
            {
                await WakeStaleAsync(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogStaleUnknown(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task WakeStaleAsync(CancellationToken stopping)
    {
        foreach (var project in await rollups.StaleProjectsAsync(stopping))
        {
            foreach (var cohort in await rollups.StaleCohortsAsync(project, stopping))
            {
                grains.GetGrain<ICohortGrain>(GrainKeys.Cohort(project, cohort)).Wake().Ignore();
            }

            grains.GetGrain<IFleetGrain>(GrainKeys.Fleet(project)).Wake().Ignore();
        }

        foreach (var project in await issues.StaleProjectsAsync(stopping))
        {
            grains.GetGrain<IIssueRowsGrain>(GrainKeys.IssueRows(project)).Wake().Ignore();
        }
    }

    private void Wake(int shard) => grains.GetGrain<IProjectionGrain>(GrainKeys.Projection(shard)).Wake().Ignore();

    [LoggerMessage(1110, LogLevel.Warning, "Stale buckets and issues could not be looked for: {Reason}")]
    private partial void LogStaleUnknown(string reason);
}
