using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Devices;

/// <summary>
/// Adds to a filter what its meaning depends on: the ids of the metrics that it names. Windows are left to <see cref="Columns.FilterWindows"/>.
/// </summary>
public static class DeviceQueryResolver
{
    public static async Task<DeviceQuery> ResolveAsync(IGrainFactory grains, string project, DeviceFilter filter, long nowMs)
    {
        var keys = filter.MetricKeys.ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return DeviceQuery.Any with { Filter = filter, NowMs = nowMs };
        }

        var metrics = await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).List();
        return new DeviceQuery(filter, nowMs, MetricInfo.Find(metrics, keys));
    }
}
