using Fleet.Domain.Prometheus;

namespace Fleet.Gateway.Prometheus;

/// <summary>The series of one name and metric: they differ in cohort, software, serial and quantile.</summary>
internal sealed record SeriesGroup(NamedMetric Metric, SeriesLevel Level, SeriesStat Stat)
{
    public string Name => new SeriesName(Level, Metric.Stem, Stat).ToString();

    /// <summary>The labels that tell its series apart.</summary>
    public IReadOnlyList<string> Labels =>
    [
        .. Level switch
        {
            SeriesLevel.Cohort => [SeriesLabels.Cohort],
            SeriesLevel.Version => [SeriesLabels.Cohort, SeriesLabels.SoftwareType, SeriesLabels.SoftwareVersion],
            SeriesLevel.Device => [SeriesLabels.Serial],
            _ => (string[])[],
        },
        .. Stat == SeriesStat.Quantile ? (string[])[SeriesLabels.Quantile] : [],
    ];

    /// <summary>Whether it may have series that a selector asks for, as far as its name and key tell.</summary>
    public bool MayMatch(SelectorExpression selector) => selector.Matchers.All(matcher => matcher.Label switch
    {
        LabelSet.Name => matcher.Matches(Name),
        SeriesLabels.Key => matcher.Matches(Metric.KeyLabel),
        _ => Labels.Contains(matcher.Label) || matcher.Matches(""),
    });
}
