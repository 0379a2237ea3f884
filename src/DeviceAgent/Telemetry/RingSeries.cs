using Fleet.DeviceAgent.Metrics;

namespace Fleet.DeviceAgent.Telemetry;

/// <summary>One metric of the ring.</summary>
internal sealed class RingSeries
{
    private readonly MetricSeries _series;
    private double _total;

    public RingSeries(string unit, MetricSeries series, int capacity)
    {
        Unit = unit;
        _series = series;
        _total = series is CounterSeries counter ? counter.Total : 0;
        Values = new double[capacity];
        Array.Fill(Values, double.NaN);
    }

    public string Unit { get; }

    /// <summary>By step, modulo their number; NaN where nothing was observed.</summary>
    public double[] Values { get; }

    /// <summary>The value of the step that ends now; NaN when there is none. Under the aggregator's lock.</summary>
    public double Next()
    {
        if (_series is not CounterSeries counter)
        {
            return _series.Level ?? double.NaN;
        }

        var counted = counter.Total - _total;
        _total = counter.Total;
        return counted;
    }
}
