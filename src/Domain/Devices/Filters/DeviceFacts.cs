using Fleet.Domain.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices.Filters;

/// <summary>What a filter can ask of one device.</summary>
public sealed record DeviceFacts
{
    public required string Serial { get; init; }

    public string Nickname { get; init; } = "";

    public string Cohort { get; init; } = "";

    public string HardwareVersion { get; init; } = "";

    public string SoftwareType { get; init; } = "";

    public string SoftwareVersion { get; init; } = "";

    /// <summary>Milliseconds since 1970 UTC, server time.</summary>
    public long FirstSeenMs { get; init; }

    /// <summary>Milliseconds since 1970 UTC, server time.</summary>
    public long LastSeenMs { get; init; }

    /// <summary>Of metrics and attributes.</summary>
    public required LatestValues LatestValues { get; init; }

    /// <summary>The project's metrics by key, at least those that the filter names. A key that is not there is no metric.</summary>
    public required IReadOnlyDictionary<string, StoredMetric> Metrics { get; init; }

    /// <summary>What the device's reports in a window add up to, null when there are none; for each of the filter's <see cref="DeviceFilter.WindowConditions"/>.</summary>
    public Func<WindowKey, WindowSums?> Window { get; init; } =
        static key => throw new InvalidOperationException($"the window of '{key.Metric}' was not asked for before the devices");

    internal string Text(DeviceField field) => field switch
    {
        DeviceField.Serial => Serial,
        DeviceField.Nickname => Nickname,
        DeviceField.Cohort => Cohort,
        DeviceField.HardwareVersion => HardwareVersion,
        DeviceField.SoftwareType => SoftwareType,
        DeviceField.SoftwareVersion => SoftwareVersion,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "no such field"),
    };

    internal long TimeMs(DeviceTimeField field) => field switch
    {
        DeviceTimeField.FirstSeen => FirstSeenMs,
        DeviceTimeField.LastSeen => LastSeenMs,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "no such field"),
    };

    /// <summary><see cref="AttributeValue.None"/> when the device has no such value.</summary>
    internal AttributeValue Latest(LatestSource source, string key)
    {
        var attribute = source == LatestSource.Metric ? AttributeValue.None : LatestValues.FindAttribute(key);
        return !attribute.IsNone || source == LatestSource.Attribute || !Metrics.TryGetValue(key, out var metric) ? attribute : LatestValues.Find(metric);
    }
}
