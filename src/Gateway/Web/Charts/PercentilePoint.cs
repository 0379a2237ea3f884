namespace Fleet.Gateway.Web.Charts;

/// <summary>A bucket: its p1, p5, p50, p95 and p99, and how many devices are behind it.</summary>
public sealed record PercentilePoint(long StartMs, long EndMs, IReadOnlyList<double> Quantiles, long Population)
{
    /// <summary>The quantiles that such a point holds, in order.</summary>
    public static IReadOnlyList<double> Standard { get; } = [0.01, 0.05, 0.5, 0.95, 0.99];
}
