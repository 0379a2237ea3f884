namespace Fleet.Grains.Metrics;

/// <summary>Software as rollups tell it apart.</summary>
public readonly record struct SoftwareKey(string Type, string Version)
{
    /// <summary>All software together: the cohort's own bucket.</summary>
    public static SoftwareKey All => new("", "");
}
