using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Answers a <see cref="SeriesQuery"/> from merged buckets.</summary>
internal static class SeriesReader
{
    public static async Task<SeriesAnswer> ReadAsync(IRollupStore store, string project, string cohort, SeriesQuery query)
    {
        var points = await store.SeriesAsync(
            project,
            cohort,
            new SoftwareKey(query.SoftwareType, query.SoftwareVersion),
            query.MetricId,
            (Resolution)query.Resolution,
            query.FromMs,
            query.ToMs,
            CancellationToken.None);
        var devices = new DeviceSet();
        var series = new List<SeriesPoint>(points.Count);
        foreach (var point in points)
        {
            var rollup = StoredRollups.Read(point.Rollup);
            devices.Merge(rollup.Devices);
            series.Add(SeriesPoints.Of(point.StartMs, rollup, query.Quantiles));
        }

        return new SeriesAnswer(series, series.Sum(p => p.Reports), devices.Count);
    }
}
