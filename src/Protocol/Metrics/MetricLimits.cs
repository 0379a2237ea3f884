namespace Fleet.Protocol.Metrics;

/// <summary>What a numeric metric may be. Device and server refuse the same values, and each counts what it refuses.</summary>
public static class MetricLimits
{
    /// <summary>
    /// A value nearer to zero than this counts as zero in a <see cref="QuantileSketch"/>: without a floor the
    /// logarithmic bins would go on forever. A picosecond, given in seconds.
    /// </summary>
    public const double MinMagnitude = 1e-12;

    /// <summary>
    /// Largest accepted magnitude, that of a yottabyte given in bytes. Thirty-six decades at 1 % error make 4,146
    /// bins a sign, few enough that a sketch never has to collapse bins and lose its error bound.
    /// </summary>
    public const double MaxMagnitude = 1e24;

    /// <summary>
    /// Most samples one report may summarise in one metric: 1.2 million a second for an hour. A bucket's count,
    /// a <see cref="long"/>, then takes two thousand million of the largest reports before it overflows.
    /// </summary>
    public const long MaxReportSamples = 1L << 32;

    /// <summary>Whether a value is a number that Fleet takes: not NaN, and within <see cref="MaxMagnitude"/>.</summary>
    public static bool Accepts(double value) => Math.Abs(value) <= MaxMagnitude;
}
