using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>
/// Sum over the interval. From its first count on it says 0 rather than nothing: an alert on it must be able to resolve. Not so where no
/// value is not zero (<see cref="IsAbsentWhenIdle"/>).
/// </summary>
internal sealed class CounterSeries : MetricSeries
{
    private double _sum;
    private bool _counted;

    /// <summary>All that was ever added, over intervals: what telemetry takes differences of.</summary>
    public double Total { get; private set; }

    /// <summary>Whether an interval without a count has no value, whatever the ones before had.</summary>
    public bool IsAbsentWhenIdle { get; init; }

    /// <returns>False when the sum would pass what a metric may hold.</returns>
    public bool TryAdd(double value)
    {
        var sum = _sum + value;
        if (!MetricLimits.Accepts(sum))
        {
            return false;
        }

        _sum = sum;
        Total += value;
        _counted = true;
        return true;
    }

    public override MetricValue Close(long at)
    {
        var sum = _sum;
        var counted = _counted;
        _sum = 0;
        _counted = counted && !IsAbsentWhenIdle;
        return counted ? MetricValue.Scalar(sum) : MetricValue.Absent;
    }
}
