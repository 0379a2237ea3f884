using Fleet.Grains.Columns;
using Fleet.Grains.Metrics;

namespace Fleet.Storage.Columns;

/// <summary>Points of metrics that have sketches, which are merged here.</summary>
internal static class PointFold
{
    public static ColumnAnswer Of(ColumnSession session, ColumnQuery query, string rows)
    {
        var folds = new Dictionary<(object Group, string Version, long Bucket), DistributionFold>();
        session.Read(rows, row =>
        {
            var key = (row.GetValue(1), row.GetString(2), row.GetInt64(3));
            if (!folds.TryGetValue(key, out var fold))
            {
                folds[key] = fold = new DistributionFold();
            }

            fold.Add(row);
        });

        var found = folds.Select(f => (f.Key.Group, f.Key.Version, Point: f.Value.ToPoint(f.Key.Bucket, query.Quantiles)));
        var byName = found.OrderBy(f => f.Group as string, StringComparer.Ordinal)
            .ThenBy(f => f.Group as int?)
            .ThenBy(f => f.Version, StringComparer.Ordinal)
            .ThenBy(f => f.Point.StartMs);
        var points = new GroupedPoints(query);
        foreach (var (group, version, point) in query.Ranking is { } ranking ? Rank(byName, ranking) : byName)
        {
            points.Add(group, version, point);
        }

        var devices = new HashSet<long>();
        foreach (var fold in folds.Values)
        {
            devices.UnionWith(fold.Devices);
        }

        return new ColumnAnswer(points.ToSeries(), folds.Values.Sum(f => f.Reports), devices.Count);
    }

    private static IEnumerable<(object Group, string Version, SeriesPoint Point)> Rank(
        IEnumerable<(object Group, string Version, SeriesPoint Point)> byName, ColumnRanking ranking)
    {
        // Sorting is stable: equal ones stay by name.
        var ranked = ranking.Ascending ? byName.OrderBy(p => By(p.Point)) : byName.OrderByDescending(p => By(p.Point));
        return ranked.Take(ranking.Limit);

        double By(SeriesPoint point) => ranking.By switch
        {
            ColumnStatistic.Mean => point.Mean,
            ColumnStatistic.Sum => point.Sum,
            ColumnStatistic.Count => point.Count,
            ColumnStatistic.Min => point.Min,
            ColumnStatistic.Max => point.Max,
            _ => throw new ArgumentOutOfRangeException(nameof(ranking), ranking.By, "no such statistic"),
        };
    }
}
