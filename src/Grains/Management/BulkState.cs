namespace Fleet.Grains.Management;

/// <summary>What <see cref="IBulkGrain"/> keeps. Stored as JSON by field name.</summary>
public sealed class BulkState
{
    public long LastId { get; set; }

    /// <summary>By id.</summary>
    public List<BulkJob> Jobs { get; set; } = [];
}
