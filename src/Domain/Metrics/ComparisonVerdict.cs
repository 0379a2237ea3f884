namespace Fleet.Domain.Metrics;

/// <summary>What may be said of a difference.</summary>
public enum ComparisonVerdict
{
    /// <summary>One of the samples has fewer than <see cref="MeanDifference.MinDevices"/> devices: nothing.</summary>
    TooFewDevices = 0,

    /// <summary>No difference lies within the interval.</summary>
    CouldBeChance,

    /// <summary>The whole interval lies above 0.</summary>
    Higher,

    /// <summary>The whole interval lies below 0.</summary>
    Lower,
}
