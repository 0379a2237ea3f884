namespace Fleet.Grains.Grouping;

/// <summary>What <see cref="IGroupingGrain"/> keeps. Stored as JSON by field name.</summary>
public sealed class GroupingState
{
    /// <summary>Raised by each change of the rules, and when all stored traces have followed; 0 when there never were rules.</summary>
    public long Version { get; set; }

    /// <summary>By revision, the last ones.</summary>
    public List<GroupingRevision> Revisions { get; set; } = [];

    /// <summary>Of the newest revision that all stored traces have followed.</summary>
    public long Followed { get; set; }

    /// <summary>Null when all of them have followed the last one.</summary>
    public RegroupProgress? Regrouping { get; set; }
}
