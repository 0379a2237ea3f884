using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>
/// What one bucket (an hour or a day of a device, a cohort or the fleet) knows of one metric.
/// </summary>
/// <remarks>
/// Every part is a sum, an extreme or a union, so that merging is associative and commutative to the bit, with the
/// empty rollup as identity: whatever the order and grouping in which observations arrive, the bytes are the same. A
/// fleet bucket is thus the merge of its cohorts', a day that of its hours. Not safe for concurrent use.
/// </remarks>
public sealed partial class MetricRollup
{
    private readonly QuantileSketch _sketch;
    private readonly DeviceSet _devices;
    private ExactSum _sum;
    private double _min;
    private double _max;

    /// <summary>An empty rollup: the identity of <see cref="Merge"/>.</summary>
    public MetricRollup()
        : this(new QuantileSketch(), new DeviceSet())
    {
    }

    private MetricRollup(QuantileSketch sketch, DeviceSet devices)
    {
        _sketch = sketch;
        _devices = devices;
        _min = double.PositiveInfinity;
        _max = double.NegativeInfinity;
    }

    /// <summary>How many reports carried the metric, without those that were set apart.</summary>
    public long Reports { get; private set; }

    /// <summary>Reports that carried the metric with a value outside its valid range: they count in nothing else here.</summary>
    public SetApart Apart { get; private set; }

    /// <summary>How many values they summarise: one a report for counters, gauges and sets, the number of samples for histograms and timers.</summary>
    public long Count => _sketch.Count;

    /// <summary>Exact sum of the values (histograms bring sums that the device has rounded).</summary>
    public ExactSum Sum => _sum;

    /// <summary>Smallest value seen; NaN for an empty rollup.</summary>
    public double Min => Reports == 0 ? double.NaN : _min;

    /// <summary>Greatest value seen; NaN for an empty rollup.</summary>
    public double Max => Reports == 0 ? double.NaN : _max;

    /// <summary>Sum over count; NaN for an empty rollup.</summary>
    public double Mean => Reports == 0 ? double.NaN : _sum.Value / Count;

    /// <summary>The distribution of the values. To be read only.</summary>
    public QuantileSketch Sketch => _sketch;

    /// <summary>The devices that reported. To be read only.</summary>
    public DeviceSet Devices => _devices;

    /// <summary>
    /// The quantile of the values as <see cref="QuantileSketch.Quantile"/> answers it, kept within
    /// <see cref="Min"/> and <see cref="Max"/>, which only brings it nearer to the truth. NaN for an empty rollup.
    /// </summary>
    public double Quantile(double q)
    {
        var value = _sketch.Quantile(q);
        return Reports == 0 ? value : Math.Clamp(value, _min, _max);
    }

    /// <summary>
    /// Adds a report that brings one value: a counter, gauge or set. <paramref name="value"/> goes to the sum and the
    /// distribution; the extremes are those the device saw within the interval, widened to the value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number that <see cref="MetricLimits.Accepts"/> refuses, or a device that <see cref="DeviceSet.Add"/> refuses; nothing was added.
    /// </exception>
    /// <exception cref="OverflowException">The rollup holds <see cref="long.MaxValue"/> values; nothing was added.</exception>
    public void Add(double value, double min, double max, int shard, uint ordinal)
    {
        ThrowUnlessAccepted(value, nameof(value));
        ThrowUnlessAccepted(min, nameof(min));
        ThrowUnlessAccepted(max, nameof(max));
        if (Count == long.MaxValue)
            throw new OverflowException($"A rollup of {Count} values cannot take one more");

        _devices.Add(shard, ordinal);
        _sketch.TryAdd(value);
        _sum.Add(value);
        Widen(Math.Min(min, value), Math.Max(max, value));
        Reports++;
    }

    /// <summary>
    /// Adds a report that brings a distribution: a histogram or timer. False with a text, and nothing added, when the
    /// parts, which come from a device, are not those of one distribution.
    /// </summary>
    /// <param name="count">Number of samples: 1 to <see cref="MetricLimits.MaxReportSamples"/>.</param>
    /// <param name="sum">Sum of the samples; at most count times <see cref="MetricLimits.MaxMagnitude"/>.</param>
    /// <param name="min">Smallest sample.</param>
    /// <param name="max">Greatest sample.</param>
    /// <param name="sketch">The encoded <see cref="QuantileSketch"/> of just these samples.</param>
    /// <param name="shard">Shard of the device.</param>
    /// <param name="ordinal">Ordinal of the device in its shard.</param>
    /// <param name="error">What is wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException">A device that <see cref="DeviceSet.Add"/> refuses: that is the server's doing.</exception>
    public bool TryAddDistribution(
        long count,
        double sum,
        double min,
        double max,
        ReadOnlySpan<byte> sketch,
        int shard,
        uint ordinal,
        [NotNullWhen(false)] out string? error)
    {
        DeviceSet.ThrowUnlessValid(shard, ordinal);
        if (count is < 1 or > MetricLimits.MaxReportSamples)
            error = $"A distribution of {count} samples; it takes 1 to {MetricLimits.MaxReportSamples}";
        else if (!MetricLimits.Accepts(min) || !MetricLimits.Accepts(max) || min > max)
            error = $"A distribution from {min:R} to {max:R}; it takes min <= max, each at most {MetricLimits.MaxMagnitude} in magnitude";
        else if (!(Math.Abs(sum) <= count * MetricLimits.MaxMagnitude))
            error = $"A distribution of {count} samples cannot have the sum {sum:R}";
        else
            _sketch.MergeFrom(sketch, count, out error);

        if (error is not null)
            return false;

        _devices.Add(shard, ordinal);
        _sum.Add(sum);
        Widen(min, max);
        Reports++;
        return true;
    }

    /// <summary>Notes a report whose value the range does not hold.</summary>
    /// <param name="range">Of the metric.</param>
    /// <param name="least">Least value of the report.</param>
    /// <param name="greatest">Greatest value of the report.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number that <see cref="MetricLimits.Accepts"/> refuses; nothing was added.</exception>
    public void SetAside(in ValidRange range, double least, double greatest)
    {
        ThrowUnlessAccepted(least, nameof(least));
        ThrowUnlessAccepted(greatest, nameof(greatest));
        Apart = Apart.Merge(SetApart.Of(range, least, greatest));
    }

    /// <summary>
    /// Whether this is what the same reports give under another range: what counts lies within it, and what was set apart surely outside. If not,
    /// only the reports themselves can tell.
    /// </summary>
    public bool IsOf(in ValidRange range) => (Reports == 0 || range.Holds(_min, _max)) && Apart.AreAllOutside(range);

    /// <summary>Adds everything another rollup of the same metric holds; that one stays as it is.</summary>
    /// <exception cref="OverflowException">Together they hold more than <see cref="long.MaxValue"/> values; nothing was added.</exception>
    public void Merge(MetricRollup other)
    {
        ArgumentNullException.ThrowIfNull(other);

        // The sketch first: it refuses before it changes. Each report has a value, so if those fit the reports do too.
        _sketch.Merge(other._sketch);
        _devices.Merge(other._devices);
        _sum.Merge(other._sum);
        Apart = Apart.Merge(other.Apart);
        Widen(other._min, other._max);
        Reports += other.Reports;
    }

    private static void ThrowUnlessAccepted(double value, string name)
    {
        if (!MetricLimits.Accepts(value))
            throw new ArgumentOutOfRangeException(name, value, $"A metric is a number of at most {MetricLimits.MaxMagnitude} in magnitude");
    }

    private void Widen(double min, double max)
    {
        _min = Math.Min(_min, min);
        _max = Math.Max(_max, max);
    }
}
