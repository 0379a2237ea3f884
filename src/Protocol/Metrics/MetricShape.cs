namespace Fleet.Protocol.Metrics;

/// <summary>Which fields of a <see cref="MetricValue"/> count.</summary>
public enum MetricShape
{
    Absent = 0,
    Scalar,
    Gauge,
    Distribution,
    Text,
    Flag,
}
