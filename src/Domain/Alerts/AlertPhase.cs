namespace Fleet.Domain.Alerts;

/// <summary>Where an alert stands with a device. The numbers are stored: never renumber.</summary>
public enum AlertPhase
{
    Ok = 0,

    /// <summary>The condition holds, not yet for the start delay.</summary>
    Pending = 1,

    /// <summary>An incident is open.</summary>
    Firing = 2,
}
