using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;

namespace Fleet.Domain.Tests.Prometheus;

/// <summary>Hourly samples of some series over some days, with gaps; the series of totals by day as well.</summary>
internal sealed class RandomFleet
{
    public const int Hours = 72;
    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;

    /// <summary>A midnight.</summary>
    public const long StartMs = 20_000 * DayMs;

    private readonly List<SampleSeries> _hours = [];

    public RandomFleet(Random random)
    {
        Add(random, ("__name__", "fleet:x:sum"));
        Add(random, ("__name__", "fleet:z:mean"));
        foreach (var cohort in (string[])["a", "b", "c"])
        {
            Add(random, ("__name__", "cohort:x:sum"), ("cohort", cohort));
            Add(random, ("__name__", "cohort:x:mean"), ("cohort", cohort));
            foreach (var version in (string[])["1", "2"])
            {
                Add(random, ("__name__", "version:x:sum"), ("cohort", cohort), ("software_version", version));
                Add(random, ("__name__", "version:y:max"), ("cohort", cohort), ("software_version", version), ("key", random.Next(2) == 0 ? "" : "y.z"));
            }
        }
    }

    public IReadOnlyList<SampleSeries> HoursOf(SelectorExpression selector) =>
        [.. _hours.Where(series => selector.Matchers.All(matcher => matcher.Matches(series.Labels[matcher.Label])))];

    public IReadOnlyDictionary<SelectorRead, IReadOnlyList<SampleSeries>> Read(PromExpression query, EvaluationGrid grid) =>
        ReadPlan.Of(query, grid).ToDictionary(read => read, read => (IReadOnlyList<SampleSeries>)
            [.. HoursOf(read.Selector).Select(series => read.Resolution == Resolution.Hour ? series : ByDay(series))]);

    /// <summary>As a day's bucket is the merge of its hours'; the sample of 0:00 is of the hour that ends then, and so of the day before.</summary>
    private static SampleSeries ByDay(SampleSeries series)
    {
        var stat = SeriesName.TryParse(series.Labels[LabelSet.Name])!.Stat;
        var days = series.TimesMs.Zip(series.Values)
            .GroupBy(sample => ((sample.First + DayMs - 1) / DayMs) * DayMs)
            .Select(day => (Time: day.Key, Value: stat switch
            {
                SeriesStat.Sum => day.Sum(sample => sample.Second),
                SeriesStat.Max => day.Max(sample => sample.Second),
                _ => throw new InvalidOperationException($"days of {series.Labels} are not those of its hours"),
            })).ToList();
        return series with { TimesMs = [.. days.Select(day => day.Time)], Values = [.. days.Select(day => day.Value)] };
    }

    private void Add(Random random, params (string, string)[] labels)
    {
        var hours = Enumerable.Range(0, Hours + 1).Where(_ => random.Next(5) > 0).ToList();
        _hours.Add(new SampleSeries(
            LabelSet.Of(labels), [.. hours.Select(hour => StartMs + (hour * HourMs))], [.. hours.Select(_ => random.Next(-4, 20) / 4.0)]));
    }
}
