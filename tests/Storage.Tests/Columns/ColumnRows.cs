using Fleet.Grains.Columns;
using Fleet.Protocol.Metrics;

namespace Fleet.Storage.Tests.Columns;

/// <summary>Rows of column files.</summary>
internal static class ColumnRows
{
    public static ColumnValue Scalar(int metric, double value) => new(metric, value, value, value, 0, []);

    public static ColumnValue Gauge(int metric, double mean, double min, double max) => new(metric, mean, min, max, 0, []);

    public static ColumnValue Samples(int metric, params double[] samples)
    {
        var sketch = new QuantileSketch();
        foreach (var sample in samples)
        {
            sketch.TryAdd(sample);
        }

        return new ColumnValue(metric, samples.Sum(), samples.Min(), samples.Max(), samples.Length, sketch.ToArray());
    }

    public static ColumnReport Report(long device, long endMs, params ColumnValue[] values) =>
        new(1, device, $"d{device}", endMs, 1000, "default", "main", "1.0", "", [.. values.OrderBy(v => v.MetricId)]);
}
