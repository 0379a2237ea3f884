namespace Fleet.Domain.Devices;

/// <summary>What may be set, for a project or a device.</summary>
public static class SettingLimits
{
    /// <summary>The shortest interval that a server may ask for: ten reports a second would be a mistake.</summary>
    public const long MinReportIntervalMs = 1_000;

    public const long MaxReportIntervalMs = 7L * 24 * 3600 * 1000;

    /// <summary>The longest that developer mode may last: a device that everyone forgot must not report every ten seconds for good.</summary>
    public const long MaxDeveloperMs = 7L * 24 * 3600 * 1000;
}
