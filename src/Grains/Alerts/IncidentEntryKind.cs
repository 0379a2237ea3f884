namespace Fleet.Grains.Alerts;

/// <summary>What happened to an incident. The numbers are stored: never renumber.</summary>
public enum IncidentEntryKind
{
    Opened = 1,
    Resolved = 2,

    /// <summary>Values that came late gave it another beginning or end.</summary>
    Amended = 3,
    Withdrawn = 4,

    /// <summary>Closed for another reason than a value: the device left the scope, the alert changed or is gone.</summary>
    Ended = 5,
    Acknowledged = 6,
    Commented = 7,
}
