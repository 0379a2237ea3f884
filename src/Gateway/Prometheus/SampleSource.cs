using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Prometheus;

/// <summary>Gets the samples that a query has to read. A bucket is a sample at its end, once it has ended.</summary>
internal sealed class SampleSource(SeriesReads reads)
{
    /// <exception cref="PrometheusException">It is too much, or names devices without saying which.</exception>
    public async Task<IReadOnlyDictionary<SelectorRead, IReadOnlyList<SampleSeries>>> LoadAsync(
        string project, IReadOnlyList<SelectorRead> plan, EvaluationGrid grid, SeriesSelection selection, long nowMs, CancellationToken cancellation)
    {
        var ranges = plan.GroupBy(read => read.Resolution).ToDictionary(same => same.Key, same => BucketRange([.. same], grid));
        var selected = new Dictionary<SelectorRead, IReadOnlyList<SelectedSeries>>();
        foreach (var read in plan)
        {
            var range = ranges[read.Resolution];
            selected[read] = await selection.SelectAsync(read.Selector, read.Resolution, range.FromMs, range.ToMs);
            WarnOfShortRange(read, selection);
        }

        var all = selected.Values.SelectMany(series => series).ToList();
        if (all.Count > PrometheusLimits.MaxSeries)
        {
            throw PrometheusException.Execution($"the query names {all.Count} series, at most {PrometheusLimits.MaxSeries} allowed; choose fewer by name, cohort or version");
        }

        var quantiles = all.GroupBy(series => series.Source).ToDictionary(
            same => same.Key, same => same.Where(series => series.Stat == SeriesStat.Quantile).Select(series => series.Quantile).Distinct().ToArray());
        var answers = await reads.ReadAsync(project, quantiles, ranges, cancellation);
        WarnOfStale(answers.Values, selection);
        WarnOfSetApart(answers, selection);
        return selected.ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<SampleSeries>)
            [
                .. pair.Value.Select(series => ToSamples(series, answers[series.Source].Points, quantiles[series.Source], pair.Key, grid, nowMs)).Where(s => s.TimesMs.Length > 0),
            ]);
    }

    /// <summary>Starts of the buckets whose ends the reads may see.</summary>
    private static TimeRange BucketRange(IReadOnlyList<SelectorRead> reads, EvaluationGrid grid)
    {
        var length = Bucket.LengthMs(reads[0].Resolution);
        var from = Math.Max(0, Bucket.Containing(reads[0].Resolution, reads.Min(read => read.AfterMs(grid)) - length + 1).StartMs);
        var to = Math.Max(from, reads.Max(read => read.ToMs(grid)) - length + 1);
        return (to - from) / length <= PrometheusLimits.MaxBucketsPerSeries
            ? new TimeRange(from, to)
            : throw PrometheusException.Execution(
                $"the query looks at {(to - from) / length} {(reads[0].Resolution == Resolution.Day ? "days" : "hours")}, at most {PrometheusLimits.MaxBucketsPerSeries} allowed; choose a shorter range or offset");
    }

    private static void WarnOfStale(IEnumerable<SeriesAnswer> answers, SeriesSelection selection)
    {
        if (answers.Max(answer => (int?)answer.StaleBuckets) is > 0 and var stale)
        {
            selection.Warnings.Add($"late reports are still being merged: up to {stale} buckets of a series are not up to date; ask again");
        }
    }

    private static void WarnOfSetApart(IReadOnlyDictionary<SeriesSource, SeriesAnswer> answers, SeriesSelection selection)
    {
        foreach (var (source, answer) in answers)
        {
            if (answer.OutOfRange > 0)
            {
                selection.Warnings.Add($"{source.Metric.Key}: values outside its valid range ({source.Metric.Range}) are left out, up to {answers.Where(a => a.Key.Metric == source.Metric).Max(a => a.Value.OutOfRange)} reports of a series");
            }

            if (answer.OtherRange.Count > 0)
            {
                selection.Warnings.Add($"{source.Metric.Key}: its valid range changed, and buckets whose reports are gone are as they were before");
            }
        }
    }

    private static void WarnOfShortRange(SelectorRead read, SeriesSelection selection)
    {
        if (read.Selector.RangeMs > 0 && read.Selector.RangeMs < read.LookbackMs)
        {
            selection.Warnings.Add(
                $"{read.Selector}: there is a sample an hour, so a range below 1h is empty most of the time; use [1h] or more (in Grafana, set the data source's scrape interval to 1h)");
        }
    }

    private static SampleSeries ToSamples(
        SelectedSeries series, IReadOnlyList<SeriesPoint> points, double[] quantiles, SelectorRead read, EvaluationGrid grid, long nowMs)
    {
        var length = Bucket.LengthMs(read.Resolution);
        var (after, to) = (read.AfterMs(grid), Math.Min(read.ToMs(grid), nowMs));
        var seen = points.Where(point => point.StartMs + length > after && point.StartMs + length <= to).ToList();
        var quantile = Array.IndexOf(quantiles, series.Quantile);
        return new SampleSeries(series.Labels, [.. seen.Select(point => point.StartMs + length)], [.. seen.Select(point => ValueOf(point, series.Stat, quantile))]);
    }

    private static double ValueOf(SeriesPoint point, SeriesStat stat, int quantile) => stat switch
    {
        SeriesStat.Mean => point.Mean,
        SeriesStat.Min => point.Min,
        SeriesStat.Max => point.Max,
        SeriesStat.Sum => point.Sum,
        SeriesStat.Count => point.Count,
        SeriesStat.Reports => point.Reports,
        SeriesStat.Devices => point.Population,
        _ => point.Quantiles[quantile],
    };
}
