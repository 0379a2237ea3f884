using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Retention;

/// <summary>Has each project's retention run now and then.</summary>
public sealed class RetentionWaker(IGrainFactory grains, TimeProvider time, ILogger<RetentionWaker> logger)
    : ProjectWaker("retention runs", Period, grains, time, logger)
{
    /// <summary>Horizons move once a day, at midnight UTC. Hourly, what a failure or a merge of column files left behind goes soon.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly IGrainFactory _grains = grains;

    protected override Task WakeAsync(string project)
    {
        _grains.GetGrain<IRetentionGrain>(GrainKeys.Retention(project)).Wake().Ignore();
        return Task.CompletedTask;
    }
}
