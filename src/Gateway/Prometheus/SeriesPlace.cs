using Fleet.Domain.Prometheus;

namespace Fleet.Gateway.Prometheus;

/// <summary>Of whom a series tells. What its level does not have is empty.</summary>
internal sealed record SeriesPlace(SeriesLevel Level, string Cohort = "", string SoftwareType = "", string SoftwareVersion = "", string Serial = "")
{
    public LabelSet Labels(SeriesGroup group, string quantile) => LabelSet.Of(
        (LabelSet.Name, group.Name),
        (SeriesLabels.Cohort, Cohort),
        (SeriesLabels.Key, group.Metric.KeyLabel),
        (SeriesLabels.Quantile, quantile),
        (SeriesLabels.Serial, Serial),
        (SeriesLabels.SoftwareType, SoftwareType),
        (SeriesLabels.SoftwareVersion, SoftwareVersion));
}
