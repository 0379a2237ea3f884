using Fleet.Domain.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>How rows are cut into files: by project, UTC day and part.</summary>
public static class ColumnLayout
{
    /// <summary>
    /// Metrics of one part. A row has up to five columns for each, so a file of a part has at most some thousand columns, however many
    /// metrics a project invents; the usual project has fewer metrics than this and one part.
    /// </summary>
    public const int MetricsPerPart = 512;

    /// <summary>
    /// Days that get files of their own when a shard's rows are written; those of all other days share one. A device whose reports are
    /// spread over years must not make a file a day.
    /// </summary>
    public const int DaysPerWrite = 8;

    /// <summary>Stands for the day of a file whose rows are of several.</summary>
    public const long SeveralDays = -1;

    /// <summary>Stands for the shard of a file whose rows are of several.</summary>
    public const int SeveralShards = -1;

    public static int PartOf(int metricId) => metricId / MetricsPerPart;

    /// <summary>Start of the UTC day that a report that ends then counts for.</summary>
    public static long DayOf(long endMs) => Bucket.Containing(Resolution.Day, endMs).StartMs;
}
