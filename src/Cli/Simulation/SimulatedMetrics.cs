using Fleet.Protocol.Metrics;

namespace Fleet.Cli.Simulation;

/// <summary>
/// The metrics of a simulation and their values. Every value is a whole number of quarters below 2^12, so that sums of up to 2^41 of them
/// are exact in double precision and can be compared to the unit.
/// </summary>
internal sealed class SimulatedMetrics
{
    /// <summary>Samples that each report has of a histogram or timer.</summary>
    public const int SamplesPerReport = 5;

    private const double Quarter = 0.25;

    private readonly ulong _seed;
    private readonly ValueSpread _spread;

    /// <param name="count">How many metrics.</param>
    /// <param name="distributions">How many of them, the last ones, are histograms and timers.</param>
    /// <param name="seed">Which values.</param>
    /// <param name="spread">How they are spread.</param>
    public SimulatedMetrics(int count, int distributions, long seed, ValueSpread spread = ValueSpread.Even)
    {
        _spread = spread;
        _seed = Scramble.Of((ulong)seed, 0);
        Table = KeyTable.Of([.. Enumerable.Range(0, count).Select(i => Column(i, i >= count - distributions))]);
    }

    public KeyTable Table { get; }

    public IReadOnlyList<MetricColumn> Columns => Table.Columns;

    /// <summary>How many values a report brings to the count of a metric's buckets.</summary>
    public long CountPerReport(int metric) => IsDistribution(metric) ? SamplesPerReport : 1;

    /// <summary>What a report adds to the sum of a metric's buckets, in quarters.</summary>
    public long Quarters(int metric, int device, long report)
    {
        var bits = Bits(metric, device, report);
        if (!IsDistribution(metric))
        {
            return Scalar(metric, device, bits);
        }

        var sum = 0L;
        for (var i = 0; i < SamplesPerReport; i++)
        {
            sum += Sample(bits, i);
        }

        return sum;
    }

    /// <summary>The values of one report, in the order of the table, into <paramref name="values"/>.</summary>
    public void Fill(Span<MetricValue> values, int device, long report)
    {
        for (var metric = 0; metric < values.Length; metric++)
        {
            var bits = Bits(metric, device, report);
            values[metric] = IsDistribution(metric) ? Distribution(bits) : Value(metric, Scalar(metric, device, bits) * Quarter, bits);
        }
    }

    private static MetricColumn Column(int index, bool distribution) => (distribution, index % 8) switch
    {
        (true, var place) when place % 2 == 0 => new($"sim.timer_{index:d3}", MetricKind.Timer, "ms"),
        (true, _) => new($"sim.histogram_{index:d3}", MetricKind.Histogram),
        (false, 7) => new($"sim.set_{index:d3}", MetricKind.Set),
        (false, var place) when place % 2 == 0 => new($"sim.counter_{index:d3}", MetricKind.Counter),
        _ => new($"sim.gauge_{index:d3}", MetricKind.Gauge, "%"),
    };

    private bool IsDistribution(int metric) => Columns[metric].Kind is MetricKind.Histogram or MetricKind.Timer;

    private ulong Bits(int metric, int device, long report) => Scramble.Of(_seed + (ulong)report, ((ulong)(uint)device << 16) | (uint)metric);

    /// <summary>Counters and sets are whole numbers, gauges quarters of a percentage.</summary>
    private long Scalar(int metric, int device, ulong bits) => Columns[metric].Kind switch
    {
        MetricKind.Gauge when _spread == ValueSpread.Field => Usual(metric, device) + (long)(bits % 17),
        not MetricKind.Gauge when _spread == ValueSpread.Field => bits % 10 < 7 ? 0 : 4L << (int)((bits >> 8) % 10),
        MetricKind.Gauge => (long)(bits % 401),
        MetricKind.Set => 4 * (long)(bits & 0x3F),
        _ => 4 * (long)(bits & 0x3FF),
    };

    /// <summary>What a gauge of a device is near to: from 1 to some thousand quarters, as many devices in each doubling.</summary>
    private long Usual(int metric, int device)
    {
        var bits = Scramble.Of(_seed, ((ulong)(uint)device << 16) | (uint)metric);
        return (1L << (int)(bits % 12)) + (long)((bits >> 8) % (1UL << (int)(bits % 12)));
    }

    private static long Sample(ulong bits, int index) => (long)((bits >> (12 * index)) & 0xFFF);

    private MetricValue Value(int metric, double value, ulong bits) => Columns[metric].Kind == MetricKind.Gauge && _spread == ValueSpread.Field
        ? MetricValue.Gauge(value, value, value - (Quarter * ((bits >> 20) % 9)), value + (Quarter * ((bits >> 24) % 9)))
        : Columns[metric].Kind == MetricKind.Gauge && metric % 8 == 5
        ? MetricValue.Gauge(value, value, value / 2, value + 1)
        : Columns[metric].Kind == MetricKind.Gauge ? MetricValue.Gauge(value, value, value, value) : MetricValue.Scalar(value);

    private static MetricValue Distribution(ulong bits)
    {
        var sketch = new QuantileSketch();
        double sum = 0, min = double.MaxValue, max = 0;
        for (var i = 0; i < SamplesPerReport; i++)
        {
            var sample = Sample(bits, i) * Quarter;
            sketch.TryAdd(sample);
            sum += sample;
            min = Math.Min(min, sample);
            max = Math.Max(max, sample);
        }

        return MetricValue.Distribution(SamplesPerReport, sum, min, max, sketch.ToArray());
    }
}
