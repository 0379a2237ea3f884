using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>What a rollup says of its bucket.</summary>
public static class SeriesPoints
{
    /// <param name="startMs">Of the bucket.</param>
    /// <param name="rollup">Not empty.</param>
    /// <param name="quantiles">Each in 0..1.</param>
    public static SeriesPoint Of(long startMs, MetricRollup rollup, IReadOnlyList<double> quantiles) => new(
        startMs,
        rollup.Reports,
        rollup.Devices.Count,
        rollup.Count,
        rollup.Sum.Value,
        rollup.Min,
        rollup.Max,
        rollup.Mean,
        [.. quantiles.Select(rollup.Quantile)]);
}
