using System.Collections.Frozen;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;

namespace Fleet.Grains.Devices;

/// <summary>Which devices are asked for, with all that the filter's meaning depends on beside the devices.</summary>
/// <param name="Filter">Which.</param>
/// <param name="NowMs">Milliseconds since 1970 UTC, server time: what <c>2d ago</c> counts from.</param>
/// <param name="Metrics">The project's metrics by key, at least those that the filter names. A key that is not there is no metric.</param>
public sealed record DeviceQuery(DeviceFilter Filter, long NowMs, IReadOnlyDictionary<string, StoredMetric> Metrics)
{
    /// <summary>Every device.</summary>
    public static DeviceQuery Any { get; } = new(DeviceFilter.Any, 0, FrozenDictionary<string, StoredMetric>.Empty);

    /// <summary>What each window of the filter is for each device that has reports in it, by the event log's number; see <c>FilterWindows</c>.</summary>
    public IReadOnlyDictionary<WindowKey, IReadOnlyDictionary<long, WindowSums>> Windows { get; init; } =
        FrozenDictionary<WindowKey, IReadOnlyDictionary<long, WindowSums>>.Empty;

    /// <summary>Whether <see cref="Matches"/> needs a view's <see cref="DeviceView.Latest"/>.</summary>
    public bool ReadsLatest => Filter.LatestConditions.Any();

    public bool Matches(DeviceView device) => Filter.Matches(
        FactsOf(device, Metrics) with { Window = key => Windows[key].TryGetValue(device.DeviceId, out var sums) ? sums : null }, NowMs);

    /// <summary>What filters ask of a device; decodes its latest values, once for however many filters.</summary>
    public static DeviceFacts FactsOf(DeviceView device, IReadOnlyDictionary<string, StoredMetric> metrics) => new()
    {
        Serial = device.Serial,
        Nickname = device.Nickname,
        Cohort = device.Cohort,
        HardwareVersion = device.HardwareVersion,
        SoftwareType = device.SoftwareType,
        SoftwareVersion = device.SoftwareVersion,
        FirstSeenMs = device.FirstSeenMs,
        LastSeenMs = device.LastSeenMs,
        LatestValues = LatestValues.Decode(device.Latest),
        Metrics = metrics,
    };
}
