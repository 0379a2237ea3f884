using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Issues;

/// <summary>Has the read models told of changes that a process which died did not tell them of.</summary>
public sealed class IssueWaker(IGrainFactory grains, TimeProvider time, ILogger<IssueWaker> logger) : ProjectWaker("issues", Period, grains, time, logger)
{
    /// <summary>What a restart left is told at the start; longer than grains stay in memory, so that unused books do not.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly IGrainFactory _grains = grains;

    protected override Task WakeAsync(string project) => _grains.GetGrain<IIssuesGrain>(GrainKeys.Issues(project)).Wake();
}
