namespace Fleet.DeviceAgent.Metrics;

/// <summary>A series with its key and unit.</summary>
internal sealed record NamedSeries(string Key, string Unit, MetricSeries Series);
