using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Grouping;

/// <summary>Has stored traces go on to other rules that a restart or a store that was away has stopped.</summary>
public sealed class GroupingWaker(IGrainFactory grains, TimeProvider time, ILogger<GroupingWaker> logger)
    : ProjectWaker("stored traces on their way to other rules", Period, grains, time, logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly IGrainFactory _grains = grains;

    protected override Task WakeAsync(string project) => _grains.GetGrain<IGroupingGrain>(GrainKeys.Grouping(project)).Wake();
}
