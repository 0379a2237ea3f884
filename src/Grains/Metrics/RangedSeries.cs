using Fleet.Domain.Metrics;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Columns;

namespace Fleet.Grains.Metrics;

/// <summary>
/// Series of merged buckets as the valid range of now has them. A rollup tells whether the range would have made it the same; those that it would not are
/// made again from column files, which have every report.
/// </summary>
/// <param name="grains">Have the merged buckets.</param>
/// <param name="columns">Has the reports.</param>
public sealed class RangedSeries(IGrainFactory grains, ColumnReader columns)
{
    /// <param name="project">Whose.</param>
    /// <param name="cohort">Empty for the fleet.</param>
    /// <param name="query">Which buckets.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The series. <see cref="SeriesAnswer.OtherRange"/> has the buckets that stay as they were made, since column files have no report of them any more.
    /// </returns>
    /// <exception cref="StoreUnavailableException">Files change faster than they can be read.</exception>
    public async Task<SeriesAnswer> ReadAsync(string project, string cohort, SeriesQuery query, CancellationToken cancellation)
    {
        var answer = cohort.Length == 0
            ? await grains.GetGrain<IFleetGrain>(GrainKeys.Fleet(project)).Query(query).WaitAsync(cancellation)
            : await grains.GetGrain<ICohortGrain>(GrainKeys.Cohort(project, cohort)).Query(query).WaitAsync(cancellation);
        return answer.OtherRange.Count == 0 ? answer : await CountAgainAsync(project, cohort, query, answer, cancellation);
    }

    private async Task<SeriesAnswer> CountAgainAsync(
        string project, string cohort, SeriesQuery query, SeriesAnswer answer, CancellationToken cancellation)
    {
        // All of the range, not those buckets alone: only so are the devices of the answer counted once.
        var resolution = (Resolution)query.Resolution;
        var found = await columns.QueryAsync(
            new ColumnQuery
            {
                Project = project,
                MetricId = query.MetricId,
                AliasIds = query.AliasIds,
                Range = query.Metric.Range,
                FromMs = query.FromMs,
                ToMs = query.ToMs >= long.MaxValue - Bucket.LengthMs(resolution) ? query.ToMs : Bucket.Containing(resolution, query.ToMs - 1).EndMs,
                StepMs = Bucket.LengthMs(resolution),
                Cohort = cohort.Length > 0 ? cohort : null,
                Software = query.SoftwareVersion.Length > 0 ? new SoftwareKey(query.SoftwareType, query.SoftwareVersion) : null,
                Quantiles = query.Quantiles,
            },
            cancellation);
        var counted = found.Series.SelectMany(series => series.Points).ToDictionary(point => point.StartMs);
        var points = answer.Points.ToDictionary(point => point.StartMs);
        var left = new List<long>();
        foreach (var start in answer.OtherRange)
        {
            if (!counted.ContainsKey(start) && !found.SetApart.ContainsKey(start))
            {
                left.Add(start);
                continue;
            }

            points.Remove(start);
            if (counted.TryGetValue(start, out var point))
            {
                points.Add(start, point);
            }
        }

        var again = answer.OtherRange.Except(left).ToHashSet();
        return answer with
        {
            Points = [.. points.Values.OrderBy(point => point.StartMs)],
            Reports = points.Values.Sum(point => point.Reports),
            Devices = Math.Max(found.Devices, left.Count == 0 ? answer.DevicesOfRange : answer.Devices),
            SetApart = answer.SetApart.Where(b => !again.Contains(b.Key)).Concat(found.SetApart.Where(b => again.Contains(b.Key))).ToDictionary(),
            OtherRange = left,
            Recounted = again.Count,
        };
    }
}
