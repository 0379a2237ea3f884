namespace Fleet.Domain.Intake;

/// <summary>What is kept of a device whose readings come one by one. Stored as JSON by field name.</summary>
public sealed class IntakeState
{
    /// <summary>Of the numbers that reports get; 0 before the first batch.</summary>
    public ulong Epoch { get; set; }

    /// <summary>When the first batch came, milliseconds since 1970 UTC: stands for the boot that nobody tells.</summary>
    public long StartedMs { get; set; }

    public string SoftwareType { get; set; } = "";

    public string SoftwareVersion { get; set; } = "";

    public string HardwareVersion { get; set; } = "";

    /// <summary>The last number given.</summary>
    public long Number { get; set; }

    public SortedDictionary<string, MetricState> Metrics { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, SeriesState> Series { get; set; } = [];

    public List<OpenInterval> Open { get; set; } = [];

    public List<PendingReport> Pending { get; set; } = [];
}
