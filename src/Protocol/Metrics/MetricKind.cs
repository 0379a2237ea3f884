namespace Fleet.Protocol.Metrics;

/// <summary>What a metric is, which says what a report holds of it. The numbers are on the wire: never renumber.</summary>
public enum MetricKind
{
    /// <summary>Sum over the interval.</summary>
    Counter = 1,

    /// <summary>Last value, and time-weighted mean, minimum and maximum of the interval.</summary>
    Gauge = 2,

    /// <summary>Distribution of samples: count, sum, minimum, maximum, quantile sketch.</summary>
    Histogram = 3,

    /// <summary>As <see cref="Histogram"/>; samples are durations in milliseconds unless the unit says otherwise.</summary>
    Timer = 4,

    /// <summary>Number of distinct members seen in the interval.</summary>
    Set = 5,

    /// <summary>Text, the last in the interval. Not aggregated: an attribute of the device.</summary>
    Property = 6,

    /// <summary>True or false, the last in the interval. Not aggregated: an attribute of the device.</summary>
    Flag = 7,
}
