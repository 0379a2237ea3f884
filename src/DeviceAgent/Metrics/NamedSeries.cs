namespace Fleet.DeviceAgent.Metrics;

/// <summary>A series with its key and unit.</summary>
internal sealed class NamedSeries(string key, string unit, MetricSeries series)
{
    public string Key { get; } = key;

    public string Unit { get; } = unit;

    public MetricSeries Series { get; } = series;
}
