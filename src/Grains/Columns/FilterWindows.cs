using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Devices;

namespace Fleet.Grains.Columns;

/// <summary>Answers the windows of a filter from the column files, before any device is asked: the filter itself stays a pure function of the answers.</summary>
/// <param name="columns">Has the reports.</param>
public sealed class FilterWindows(ColumnReader columns)
{
    /// <summary>The same query with its windows as of its time: reports that ended from that long ago on, and up to then.</summary>
    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public async Task<DeviceQuery> ResolveAsync(string project, DeviceQuery query, CancellationToken cancellation)
    {
        var windows = new Dictionary<WindowKey, IReadOnlyDictionary<long, WindowSums>>();
        foreach (var key in query.Filter.WindowConditions.Select(c => c.Key).Distinct())
        {
            windows[key] = query.Metrics.TryGetValue(key.Metric, out var metric)
                ? await columns.WindowAsync(
                    new ColumnQuery { Project = project, MetricId = metric.Id, FromMs = query.NowMs - key.LengthMs, ToMs = query.NowMs + 1 }.About(metric), key.EqualTo, cancellation)
                : new Dictionary<long, WindowSums>();
        }

        return windows.Count == 0 ? query : query with { Windows = windows };
    }
}
