using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>
/// Columns of a file. Each row is a report: <c>device</c> (the event log's number), <c>serial</c>, <c>end_ms</c> and <c>duration_ms</c>
/// (milliseconds, since 1970 UTC and of the interval), <c>cohort</c>, <c>software_type</c>, <c>software_version</c>, <c>session</c>; and for each metric
/// with the number n <c>mN</c> (counter, set: value; gauge: time-weighted mean; histogram, timer: sum of the samples), <c>mN_min</c>, <c>mN_max</c>
/// where they differ from it, <c>mN_samples</c> and <c>mN_sketch</c> of histograms and timers. The file's metadata <c>fleet.metrics</c> has the keys by number.
/// </summary>
internal static class ColumnNames
{
    public const string Keys = "fleet.metrics";

    /// <summary>Columns that every file has, with their types.</summary>
    public const string Report =
        "device BIGINT, serial VARCHAR, end_ms BIGINT, duration_ms BIGINT, cohort VARCHAR, software_type VARCHAR, software_version VARCHAR, session VARCHAR";

    public static string Value(int metric) => $"m{metric}";

    public static string Min(int metric) => $"m{metric}_min";

    public static string Max(int metric) => $"m{metric}_max";

    public static string Samples(int metric) => $"m{metric}_samples";

    public static string Sketch(int metric) => $"m{metric}_sketch";

    /// <summary>Columns of the metrics, with their types, in the order in which rows are written.</summary>
    public static IEnumerable<string> Of(ColumnMetrics metrics)
    {
        foreach (var (metric, shape) in metrics.Shapes)
        {
            yield return $"{Value(metric)} DOUBLE";
            if (shape.HasFlag(ColumnShape.Bounds))
            {
                yield return $"{Min(metric)} DOUBLE";
                yield return $"{Max(metric)} DOUBLE";
            }

            if (shape.HasFlag(ColumnShape.Distribution))
            {
                yield return $"{Samples(metric)} BIGINT";
                yield return $"{Sketch(metric)} BLOB";
            }
        }
    }
}
