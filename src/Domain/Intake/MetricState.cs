namespace Fleet.Domain.Intake;

/// <summary>A metric that a device has brought. Stored as JSON by field name.</summary>
public sealed class MetricState
{
    public IntakeKind Kind { get; set; }

    public string Unit { get; set; } = "";
}
