using Fleet.Domain.Prometheus;

namespace Fleet.Gateway.Prometheus;

/// <summary>What a name means, for those who choose one.</summary>
internal static class MetricHelp
{
    public static string Of(SeriesGroup group)
    {
        var metric = group.Metric.Metric;
        var what = group.Stat switch
        {
            SeriesStat.Mean => "mean of the values",
            SeriesStat.Min => "least value observed",
            SeriesStat.Max => "greatest value observed",
            SeriesStat.Sum => "sum of the values",
            SeriesStat.Count => "number of values",
            SeriesStat.Reports => "reports that carried it",
            SeriesStat.Devices => "distinct devices that contributed",
            _ => "quantile of the values, by the label quantile",
        };
        var whose = group.Level switch
        {
            SeriesLevel.Fleet => "of all devices",
            SeriesLevel.Cohort => "of each cohort",
            SeriesLevel.Version => "of each cohort by software",
            _ => "of one device, by the label serial",
        };
        return $"{metric.Key} ({metric.MetricKind.ToString().ToLowerInvariant()}): {what} in an hour, or a day at steps of a day, {whose}";
    }

    /// <summary>Counts have none.</summary>
    public static string Unit(SeriesGroup group) =>
        group.Stat is SeriesStat.Count or SeriesStat.Reports or SeriesStat.Devices ? "" : group.Metric.Metric.Unit;
}
