namespace Fleet.Domain.Prometheus;

/// <summary>What a series tells of its buckets: the last part of its name.</summary>
public enum SeriesStat
{
    /// <summary>Of the values.</summary>
    Mean,

    /// <summary>The least value observed.</summary>
    Min,

    /// <summary>The greatest value observed.</summary>
    Max,

    /// <summary>Of the values.</summary>
    Sum,

    /// <summary>How many values: samples of a distribution, else reports.</summary>
    Count,

    /// <summary>How many reports carried the metric.</summary>
    Reports,

    /// <summary>How many distinct devices contributed.</summary>
    Devices,

    /// <summary>Of the values; label <c>quantile</c>.</summary>
    Quantile,
}
