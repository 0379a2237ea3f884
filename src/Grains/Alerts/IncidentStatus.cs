namespace Fleet.Grains.Alerts;

/// <summary>How an incident stands. The numbers are stored: never renumber.</summary>
public enum IncidentStatus
{
    Open = 1,
    Resolved = 2,

    /// <summary>Values that came late say that it never was.</summary>
    Withdrawn = 3,
}
