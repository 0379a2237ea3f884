namespace Fleet.Gateway.Prometheus;

/// <summary>Labels of series, beside the name.</summary>
internal static class SeriesLabels
{
    public const string Cohort = "cohort";
    public const string SoftwareType = "software_type";
    public const string SoftwareVersion = "software_version";
    public const string Serial = "serial";
    public const string Quantile = "quantile";
    public const string Key = "key";
}
