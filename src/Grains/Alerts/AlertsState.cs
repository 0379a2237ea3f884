namespace Fleet.Grains.Alerts;

/// <summary>The alerts of one project as they are stored.</summary>
public sealed class AlertsState : IRevised
{
    /// <summary>Raised by each change; 0 when there never was an alert.</summary>
    public long Revision { get; set; }

    /// <summary>Of the newest alert.</summary>
    public int LastId { get; set; }

    public List<AlertDefinition> Alerts { get; set; } = [];
}
