using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Sets;

/// <summary>Tells the sets of each project that time passed.</summary>
public sealed class DeviceSetWaker(IGrainFactory grains, TimeProvider time, ILogger<DeviceSetWaker> logger)
    : ProjectWaker("device sets", Period, grains, time, logger)
{
    /// <summary>With the evaluation itself it keeps the promise of a minute.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly IGrainFactory _grains = grains;

    protected override Task WakeAsync(string project)
    {
        _grains.GetGrain<IDeviceSetsGrain>(GrainKeys.Sets(project)).Wake().Ignore();
        return Task.CompletedTask;
    }
}
