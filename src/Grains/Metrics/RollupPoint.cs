namespace Fleet.Grains.Metrics;

/// <param name="StartMs">Of the bucket, milliseconds since 1970 UTC.</param>
/// <param name="Rollup">Encoded <c>MetricRollup</c>.</param>
public sealed record RollupPoint(long StartMs, byte[] Rollup);
