namespace Fleet.Grains.Sets;

/// <summary>Which sets of one project some devices are in, as a projection found it.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Revision">Of the definitions that were asked.</param>
/// <param name="AtMs">When, milliseconds since 1970 UTC.</param>
/// <param name="SetIds">Sets that were asked: in those of them that a device does not name it is not.</param>
/// <param name="Devices">Each once.</param>
public sealed record SetEvaluation(string Project, long Revision, long AtMs, IReadOnlyList<int> SetIds, IReadOnlyList<EvaluatedDevice> Devices)
{
    /// <summary>Whether the project has other sets, which look back over reports.</summary>
    public bool HasWindows { get; init; }
}

/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="Serial">Of the device.</param>
/// <param name="SetIds">Sets that it is in.</param>
public sealed record EvaluatedDevice(long DeviceId, string Serial, IReadOnlyCollection<int> SetIds);
