using System.Data.Common;
using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Storage.Columns;

/// <summary>One point of histograms and timers: what SQL cannot merge, their sketches, is merged here, and the rest along with it.</summary>
internal sealed class DistributionFold
{
    /// <summary>Of <see cref="ColumnRowsSql"/>, by place.</summary>
    private const int Device = 0, Value = 4, Low = 5, High = 6, Samples = 7, SketchBytes = 8;

    private readonly QuantileSketch _sketch = new();
    private readonly HashSet<long> _devices = [];
    private ExactSum _sum;
    private long _reports;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    public IReadOnlySet<long> Devices => _devices;

    public long Reports => _reports;

    public QuantileSketch Sketch => _sketch;

    /// <param name="row">With the columns of <see cref="ColumnRowsSql"/>.</param>
    /// <exception cref="InvalidDataException">A sketch in a file is damaged.</exception>
    public void Add(DbDataReader row)
    {
        _devices.Add(row.GetInt64(Device));
        var value = row.GetDouble(Value);
        if (row.IsDBNull(Samples))
        {
            _sketch.TryAdd(value);
        }
        else if (!_sketch.MergeFrom(Bytes(row, SketchBytes), row.GetInt64(Samples), out var error))
        {
            throw new InvalidDataException($"a sketch in a column file is damaged ({error}); rebuild the read models");
        }

        _sum.Add(value);
        _min = Math.Min(_min, row.GetDouble(Low));
        _max = Math.Max(_max, row.GetDouble(High));
        _reports++;
    }

    public SeriesPoint ToPoint(long startMs, IReadOnlyList<double> quantiles) => new(
        startMs,
        _reports,
        _devices.Count,
        _sketch.Count,
        _sum.Value,
        _min,
        _max,
        _sum.Value / _sketch.Count,
        [.. quantiles.Select(q => Math.Clamp(_sketch.Quantile(q), _min, _max))]);

    private static byte[] Bytes(DbDataReader row, int column)
    {
        using var stream = row.GetStream(column);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
