using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Management;

/// <summary>Has bulk changes go on that a restart or a store that was away has stopped.</summary>
public sealed class BulkWaker(IGrainFactory grains, TimeProvider time, ILogger<BulkWaker> logger)
    : ProjectWaker("bulk changes", Period, grains, time, logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly IGrainFactory _grains = grains;

    protected override Task WakeAsync(string project) => _grains.GetGrain<IBulkGrain>(GrainKeys.Bulk(project)).Wake();
}
