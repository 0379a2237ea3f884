using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>
/// A level that holds until the next observation, across intervals too. Mean by the time that each level held, on the monotonic clock;
/// the level carried over from the last interval takes part in minimum and maximum (<see cref="CarriesOver"/>).
/// </summary>
internal sealed class GaugeSeries : MetricSeries
{
    private bool _observed;

    /// <summary>Whether a level holds into intervals without an observation; false for what may cease, such as an interface that goes down.</summary>
    public bool CarriesOver { get; init; } = true;
    private double _level;
    private double _min;
    private double _max;

    /// <summary>Integral of the level over the interval up to <see cref="_since"/>, relative to <see cref="_base"/>: differences keep digits that sums lose.</summary>
    private double _area;
    private double _base;
    private long _start;
    private long _since;

    public override double? Level => _observed ? _level : null;

    /// <returns>False when the level would pass what a metric may hold.</returns>
    public bool TrySet(double level, long at)
    {
        if (!MetricLimits.Accepts(level))
        {
            return false;
        }

        if (_observed)
        {
            Advance(at);
            _min = Math.Min(_min, level);
            _max = Math.Max(_max, level);
        }
        else
        {
            _observed = true;
            Begin(level, at);
        }

        _level = level;
        return true;
    }

    /// <summary>Moves the level by a difference, from 0 when there was none.</summary>
    public bool TryMove(double delta, long at) => TrySet(_level + delta, at);

    public override MetricValue Close(long at)
    {
        if (!_observed)
        {
            return MetricValue.Absent;
        }

        Advance(at);
        var held = _since - _start;
        var mean = held > 0 ? _base + (_area / held) : _level;
        var value = MetricValue.Gauge(_level, RoundedMean(mean, _min, _max), _min, _max);
        Begin(_level, at);
        _observed = CarriesOver;
        return value;
    }

    /// <summary>A derived figure needs no more than single precision, which is half the bytes. Rounding must not push it out of its range.</summary>
    internal static double RoundedMean(double mean, double min, double max) => Math.Clamp((double)(float)mean, min, max);

    private void Begin(double level, long at)
    {
        _base = level;
        _min = level;
        _max = level;
        _area = 0;
        _start = at;
        _since = at;
    }

    private void Advance(long at)
    {
        if (at > _since)
        {
            _area += (_level - _base) * (at - _since);
            _since = at;
        }
    }
}
