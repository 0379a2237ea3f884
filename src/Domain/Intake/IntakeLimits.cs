namespace Fleet.Domain.Intake;

/// <summary>What one device may bring this way. A device that runs a plain SDK has some hundred series.</summary>
public static class IntakeLimits
{
    /// <summary>Series of a device. The last reading of each is kept, so that a total's increase can be told.</summary>
    public const int MaxSeries = 2_000;

    /// <summary>Metrics of a device: as many as a key table has room for, and then some to spare.</summary>
    public const int MaxMetrics = 1_000;

    /// <summary>Buckets of one distribution. SDKs have 160 by default.</summary>
    public const int MaxBuckets = 1_024;

    /// <summary>Closed hours that wait for the device's log to take them: a month.</summary>
    public const int MaxPending = 750;

    /// <summary>How far ahead a device's clock may be. Beyond it the time is a mistake, and would close the hours before it.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(10);

    /// <summary>How old a reading may be: clients give up long before.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    /// <summary>For how long after its end an hour is kept open for readings that are on their way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);
}
