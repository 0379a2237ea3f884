using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>Sum over the interval. From its first count on it says 0 rather than nothing: an alert on it must be able to resolve.</summary>
internal sealed class CounterSeries : MetricSeries
{
    private double _sum;
    private bool _counted;

    /// <returns>False when the sum would pass what a metric may hold.</returns>
    public bool TryAdd(double value)
    {
        var sum = _sum + value;
        if (!MetricLimits.Accepts(sum))
        {
            return false;
        }

        _sum = sum;
        _counted = true;
        return true;
    }

    public override MetricValue Close(long at)
    {
        var sum = _sum;
        _sum = 0;
        return _counted ? MetricValue.Scalar(sum) : MetricValue.Absent;
    }
}
