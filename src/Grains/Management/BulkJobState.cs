namespace Fleet.Grains.Management;

/// <summary>Where a bulk change is. The numbers are stored: never renumber.</summary>
public enum BulkJobState
{
    /// <summary>It is under way, or waits for those before it.</summary>
    Running = 1,

    /// <summary>Every device that matched was tried.</summary>
    Done = 2,

    /// <summary>Someone ended it; what it did stays.</summary>
    Cancelled = 3,
}
