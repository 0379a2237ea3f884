using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Answers a <see cref="SeriesQuery"/> from merged buckets.</summary>
internal static class SeriesReader
{
    public static async Task<SeriesAnswer> ReadAsync(IRollupStore store, string project, string cohort, SeriesQuery query)
    {
        var metric = query.Metric;
        var buckets = new SortedDictionary<long, MetricRollup>();
        foreach (var id in metric.Ids)
        {
            await AddAsync(buckets, store, project, cohort, query with { MetricId = id });
        }

        var (devices, ofRange) = (new DeviceSet(), new DeviceSet());
        var other = new List<long>();
        var series = new List<SeriesPoint>(buckets.Count);
        foreach (var (start, rollup) in buckets)
        {
            devices.Merge(rollup.Devices);
            if (rollup.IsOf(metric.Range))
            {
                ofRange.Merge(rollup.Devices);
            }
            else
            {
                other.Add(start);
            }

            if (rollup.Reports > 0)
            {
                series.Add(SeriesPoints.Of(start, rollup, query.Quantiles));
            }
        }

        return new SeriesAnswer(series, series.Sum(p => p.Reports), devices.Count)
        {
            SetApart = buckets.Where(b => b.Value.Apart.Reports > 0).ToDictionary(b => b.Key, b => b.Value.Apart.Reports),
            OtherRange = other,
            DevicesOfRange = ofRange.Count,
        };
    }

    private static async Task AddAsync(SortedDictionary<long, MetricRollup> buckets, IRollupStore store, string project, string cohort, SeriesQuery query)
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
        foreach (var point in points)
        {
            var rollup = StoredRollups.Read(point.Rollup);
            if (!buckets.TryAdd(point.StartMs, rollup))
            {
                buckets[point.StartMs].Merge(rollup);
            }
        }
    }
}
