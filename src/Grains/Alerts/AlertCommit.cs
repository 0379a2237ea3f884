namespace Fleet.Grains.Alerts;

/// <summary>What a run of a shard's rows, and the time that passed, change of its alerts, in one transaction.</summary>
public sealed record AlertCommit
{
    public required int Shard { get; init; }

    /// <summary>Where the shard's alerts must stand; else nothing is written.</summary>
    public required AlertCheckpoint Expected { get; init; }

    /// <summary>Position of the last row of the log that is evaluated then.</summary>
    public required long Next { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public required long AtMs { get; init; }

    /// <summary>Revisions of the projects' alerts that were asked; others refuse the commit.</summary>
    public required IReadOnlyDictionary<string, long> Revisions { get; init; }

    /// <summary>Devices that were deleted: their tracks go, their incidents stay and end.</summary>
    public IReadOnlyCollection<long> Deleted { get; init; } = [];

    /// <summary>To be inserted or replaced.</summary>
    public IReadOnlyCollection<AlertTrack> Tracks { get; init; } = [];

    /// <summary>Which are OK again.</summary>
    public IReadOnlyCollection<(long DeviceId, int AlertId)> Cleared { get; init; } = [];

    public IReadOnlyList<IncidentWrite> Incidents { get; init; } = [];
}

/// <summary>An incident as it is to be, and what happened to it.</summary>
/// <param name="Incident">Without a number it gets one.</param>
/// <param name="Entries">New lines of its timeline, the oldest first.</param>
public sealed record IncidentWrite(Incident Incident, IReadOnlyList<(IncidentEntryKind Kind, string Text)> Entries);
