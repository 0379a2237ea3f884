namespace Fleet.Grains.Metrics;

/// <summary>A project's limit of metrics, or of the key tables that name them, would be passed.</summary>
[GenerateSerializer]
[Alias("fleet.TooManyMetricsException")]
public sealed class TooManyMetricsException : Exception
{
    public TooManyMetricsException()
    {
    }

    public TooManyMetricsException(string message)
        : base(message)
    {
    }

    public TooManyMetricsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Some of the keys that there was no room for, lower case; none when the tables are too many.</summary>
    [Id(0)]
    public IReadOnlyList<string> Keys { get; init; } = [];
}
