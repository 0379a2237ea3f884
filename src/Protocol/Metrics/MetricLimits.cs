namespace Fleet.Protocol.Metrics;

public static class MetricLimits
{
    public const double MaxMagnitude = 1e24;
}
