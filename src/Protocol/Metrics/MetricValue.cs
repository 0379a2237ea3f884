namespace Fleet.Protocol.Metrics;

/// <summary>
/// What one report says of one metric. Which of the fields count follows from the kind: see the factory methods. A value that was not
/// observed in the interval is <see cref="Absent"/>.
/// </summary>
public readonly record struct MetricValue
{
    private MetricValue(MetricShape shape) => Shape = shape;

    public static MetricValue Absent => default;

    public MetricShape Shape { get; }

    /// <summary>Counter: sum. Gauge: last value. Set: distinct members. Distribution: sum of the samples. Flag: 1 or 0.</summary>
    public double Value { get; private init; }

    /// <summary>Gauge: time-weighted mean over the interval. Distribution: mean of the samples. Else <see cref="Value"/>.</summary>
    public double Mean { get; private init; }

    public double Min { get; private init; }

    public double Max { get; private init; }

    /// <summary>Distribution: number of samples; 1 for the other shapes that are present.</summary>
    public long Count { get; private init; }

    /// <summary>Property: the text.</summary>
    public string? Text { get; private init; }

    /// <summary>Distribution: encoded <c>QuantileSketch</c> of the samples.</summary>
    public ReadOnlyMemory<byte> Sketch { get; private init; }

    /// <summary>A counter's sum or a set's size.</summary>
    public static MetricValue Scalar(double value) =>
        new(MetricShape.Scalar) { Value = value, Mean = value, Min = value, Max = value, Count = 1 };

    public static MetricValue Gauge(double last, double mean, double min, double max) =>
        new(MetricShape.Gauge) { Value = last, Mean = mean, Min = min, Max = max, Count = 1 };

    /// <param name="count">Samples, at least 1.</param>
    /// <param name="sum">Of the samples.</param>
    /// <param name="min">Of the samples.</param>
    /// <param name="max">Of the samples.</param>
    /// <param name="sketch">Encoded sketch that holds exactly <paramref name="count"/> samples.</param>
    public static MetricValue Distribution(long count, double sum, double min, double max, ReadOnlyMemory<byte> sketch) =>
        new(MetricShape.Distribution) { Value = sum, Mean = sum / count, Min = min, Max = max, Count = count, Sketch = sketch };

    public static MetricValue OfText(string text) => new(MetricShape.Text) { Text = text, Count = 1 };

    public static MetricValue Flag(bool value) => new(MetricShape.Flag) { Value = value ? 1 : 0, Count = 1 };
}
