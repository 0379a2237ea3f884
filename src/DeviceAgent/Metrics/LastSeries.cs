using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>A gauge of which only the last value says anything, such as one that only ever grows.</summary>
internal sealed class LastSeries : MetricSeries
{
    private double? _last;

    public override double? Level => _last;

    public void Set(double value) => _last = value;

    public override MetricValue Close(long at)
    {
        var value = _last is { } last ? MetricValue.Gauge(last, last, last, last) : MetricValue.Absent;
        _last = null;
        return value;
    }
}
