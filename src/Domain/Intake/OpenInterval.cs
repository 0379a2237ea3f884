namespace Fleet.Domain.Intake;

/// <summary>An hour that readings still come for, of one software. Stored as JSON by field name.</summary>
public sealed class OpenInterval
{
    /// <summary>First millisecond of the hour.</summary>
    public long StartMs { get; set; }

    public string SoftwareType { get; set; } = "";

    public string SoftwareVersion { get; set; } = "";

    public Dictionary<string, MetricAccumulator> Metrics { get; set; } = [];
}
