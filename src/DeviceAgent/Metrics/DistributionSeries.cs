using System.Buffers;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>Histogram or timer: count, sum, minimum, maximum and a sketch of the samples.</summary>
internal sealed class DistributionSeries : MetricSeries
{
    /// <summary>Bins over all distributions of an interval: bounds the memory at some 1.5 MB, whatever programs send. A usual timer has fifty to three hundred.</summary>
    public const int MaxBins = 65_536;

    private QuantileSketch _sketch = new();
    private double _sum;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _owed;

    /// <summary>The caller keeps account of the limit.</summary>
    public int BinCount => _sketch.BinCount;

    public bool HasBinOf(double value) => _sketch.HasBinOf(value);

    /// <summary>Adds a sample that stands for <c>1 / rate</c> of its kind.</summary>
    /// <returns>False when the sample cannot be held.</returns>
    public bool TryAdd(double value, double rate)
    {
        // Whole numbers count; what is left of 1/rate is carried to the next sample, so that the count is right in the long run.
        var due = _owed + (1 / rate);
        var weight = (long)due;
        if (_sketch.Count + weight > MetricLimits.MaxReportSamples || !_sketch.TryAdd(value, weight))
        {
            return false;
        }

        _owed = due - weight;
        _sum += value * weight;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        return true;
    }

    public override MetricValue Close(long at)
    {
        if (_sketch.Count == 0)
        {
            return MetricValue.Absent;
        }

        var encoded = new ArrayBufferWriter<byte>();
        _sketch.Write(encoded);
        var value = MetricValue.Distribution(_sketch.Count, _sum, _min, _max, encoded.WrittenMemory);
        _sketch = new QuantileSketch();
        _sum = 0;
        _min = double.PositiveInfinity;
        _max = double.NegativeInfinity;
        return value;
    }
}
