namespace Fleet.Gateway.Prometheus;

/// <summary>What one query may ask for. Each is told when it is passed, with what to do.</summary>
internal static class PrometheusLimits
{
    /// <summary>Points of a series, as Prometheus has it: more than a screen shows.</summary>
    public const int MaxPoints = 11_000;

    /// <summary>Series that the selectors of a query name together: 200 cohorts by 50 versions.</summary>
    public const int MaxSeries = 10_000;

    /// <summary>Stored series that are read for them, one call each. What differs in the statistic alone is read once.</summary>
    public const int MaxReads = 2_000;

    /// <summary>Buckets read for a query: 100 series of a year of hours.</summary>
    public const int MaxBuckets = 1_000_000;

    /// <summary>Hours or days that a read covers: rollups are kept for little more than a year, and a chart may look at two.</summary>
    public const int MaxBucketsPerSeries = 20_000;

    /// <summary>Devices of one query: each is folded from its reports.</summary>
    public const int MaxDevices = 50;

    /// <summary>Quantiles of one query, beside the standard ones.</summary>
    public const int MaxQuantiles = 20;

    /// <summary>Names, label values or series of one listing.</summary>
    public const int MaxListed = 50_000;

    /// <summary>Bytes of a form.</summary>
    public const long MaxFormBytes = 256 * 1024;

    /// <summary>Reads of one query at a time.</summary>
    public const int ParallelReads = 8;

    /// <summary>For how long a query may be on its way, waiting included, when it does not ask for less.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Queries at a time; others wait. They compute, and must leave processors to the devices.</summary>
    public static int ConcurrentQueries => Math.Max(2, Environment.ProcessorCount);
}
