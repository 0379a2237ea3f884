using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Answers a <see cref="SeriesQuery"/> from merged buckets.</summary>
internal static class SeriesReader
{
    public static async Task<IReadOnlyList<SeriesPoint>> ReadAsync(IRollupStore store, string project, string cohort, SeriesQuery query)
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
        return [.. points.Select(p => ToPoint(p, query.Quantiles))];
    }

    private static SeriesPoint ToPoint(RollupPoint point, double[] quantiles)
    {
        var rollup = StoredRollups.Read(point.Rollup);
        return SeriesPoints.Of(point.StartMs, rollup, quantiles);
    }
}
