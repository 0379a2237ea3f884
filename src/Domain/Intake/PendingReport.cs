namespace Fleet.Domain.Intake;

/// <summary>A closed hour on its way into the device's log. The number is given once and goes with it until it is taken. Stored as JSON by field name.</summary>
public sealed class PendingReport
{
    public long Number { get; set; }

    /// <summary>The hour's last millisecond.</summary>
    public long EndMs { get; set; }

    public string SoftwareType { get; set; } = "";

    public string SoftwareVersion { get; set; } = "";

    /// <summary>An encoded <c>Report</c>.</summary>
    public byte[] Body { get; set; } = [];
}
