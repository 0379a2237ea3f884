namespace Fleet.Domain.Devices;

/// <summary>What a change comes to.</summary>
public enum DeviceChangeOutcome
{
    /// <summary>All was as wanted already; nothing is recorded.</summary>
    Unchanged = 0,

    Changed = 1,

    Created = 2,

    /// <summary>There is no such device; nothing is recorded.</summary>
    NotFound = 3,

    /// <summary>There is such a device already; nothing is recorded.</summary>
    AlreadyThere = 4,
}
