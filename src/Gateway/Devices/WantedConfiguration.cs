using Fleet.Domain.Devices;
using Fleet.Grains.Projects;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Devices;

/// <summary>
/// What a device is to run: its own settings over its project's. The revision is the sum of the two. Both only grow, so that it is a new one after
/// every change of either, which is all that a device asks of it.
/// </summary>
internal static class WantedConfiguration
{
    /// <summary>The revision that a device is to run.</summary>
    /// <param name="project">Null when it is not known (any more).</param>
    /// <param name="settingsRevision">Of the device's own settings.</param>
    public static long RevisionOf(ProjectInfo? project, long settingsRevision) => (project?.ConfigurationRevision ?? 0) + settingsRevision;

    /// <param name="project">Null when it is not known (any more): then what a new project has.</param>
    /// <param name="settingsRevision">Of <paramref name="settings"/>.</param>
    /// <param name="settings">The device's own.</param>
    /// <param name="nowMs">Server time: developer mode that is over is not told.</param>
    public static DeviceConfiguration Of(ProjectInfo? project, long settingsRevision, DeviceSettings settings, long nowMs) => new(
        RevisionOf(project, settingsRevision),
        settings.ReportIntervalMs ?? project?.ReportIntervalMs ?? 0,
        settings.Monitoring ?? project?.Monitoring ?? true,
        settings.Debugging ?? project?.Debugging ?? true,
        settings.Logging ?? project?.Logging ?? false,
        settings.IsDeveloperAt(nowMs) ? settings.DeveloperUntilMs : 0,
        settings.BytesPerDay ?? 0);
}
