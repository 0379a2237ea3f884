using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>A gauge whose observations are averages over the time just passed, such as processor load, and are weighted by that time.</summary>
internal sealed class PeriodSeries : MetricSeries
{
    private double _last;
    private double _min;
    private double _max;
    private double _area;
    private double _weight;

    public override double? Level => _weight > 0 ? _last : null;

    public void Add(double value, double weight)
    {
        if (weight <= 0)
        {
            return;
        }

        _min = _weight > 0 ? Math.Min(_min, value) : value;
        _max = _weight > 0 ? Math.Max(_max, value) : value;
        _last = value;
        _area += value * weight;
        _weight += weight;
    }

    public override MetricValue Close(long at)
    {
        if (_weight <= 0)
        {
            return MetricValue.Absent;
        }

        var value = MetricValue.Gauge(_last, GaugeSeries.RoundedMean(_area / _weight, _min, _max), _min, _max);
        _area = 0;
        _weight = 0;
        return value;
    }
}
