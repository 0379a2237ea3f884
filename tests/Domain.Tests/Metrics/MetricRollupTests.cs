using System.Buffers;
using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Tests.Metrics;

public sealed class MetricRollupTests
{
    private static readonly Gen<double> Value = Gen.Frequency(
        (3, Gen.Double[-1000, 1000]),
        (2, Gen.Select(Gen.Double[-1, 1], Gen.Int[-45, 79]).Select(Math.ScaleB)),
        (1, Gen.Int[-2, 2].Select(i => i * 0.5)),
        (1, Gen.Const(-0.0)));

    /// <summary>One report: of one sample a scalar, of more a distribution.</summary>
    private static readonly Gen<(double[] Samples, int Shard, uint Ordinal)> Report =
        Gen.Select(Value.Array[1, 4], Gen.Int[0, 5], Gen.UInt[0, 40]);

    private static readonly Gen<(double[] Samples, int Shard, uint Ordinal)[]> Reports = Report.Array[0, 25];

    [Fact]
    public void Any_order_and_grouping_of_the_same_reports_gives_the_same_bytes() =>
        Gen.Select(Reports, Gen.Int[0, 25], Gen.Int).Sample((reports, at, seed) =>
        {
            var shuffled = reports.ToArray();
            new Random(seed).Shuffle(shuffled);
            var merged = Merged(RollupOf(shuffled.Skip(at)), RollupOf(shuffled.Take(at)));
            Assert.Equal(RollupOf(reports).ToArray(), merged.ToArray());
        });

    [Fact]
    public void Merge_is_associative_and_commutative_with_the_empty_rollup_as_identity() =>
        Gen.Select(Reports, Reports, Reports).Sample((a, b, c) =>
        {
            var (x, y, z) = (RollupOf(a), RollupOf(b), RollupOf(c));
            Assert.Equal(Merged(Merged(x, y), z).ToArray(), Merged(x, Merged(y, z)).ToArray());
            Assert.Equal(Merged(x, y).ToArray(), Merged(y, x).ToArray());
            Assert.Equal(x.ToArray(), Merged(x, new MetricRollup()).ToArray());
            Assert.Equal(x.ToArray(), Merged(new MetricRollup(), x).ToArray());
        });

    [Fact]
    public void Decoding_an_encoded_rollup_gives_it_back() =>
        Reports.Sample(reports =>
        {
            var rollup = RollupOf(reports);
            var output = new ArrayBufferWriter<byte>();
            rollup.Write(output);
            Assert.True(MetricRollup.TryRead(output.WrittenSpan, out var read, out var error), error);
            Assert.Equal(rollup.ToArray(), output.WrittenSpan);
            Assert.Equal(rollup.ToArray(), read.ToArray());
            Assert.Equal(
                (rollup.Reports, rollup.Count, rollup.Sum, rollup.Min, rollup.Max, rollup.Mean, rollup.Devices.Count),
                (read.Reports, read.Count, read.Sum, read.Min, read.Max, read.Mean, read.Devices.Count));
        });

    [Fact]
    public void It_says_what_was_put_in()
    {
        var rollup = new MetricRollup();
        rollup.Add(5, 2, 9, shard: 0, ordinal: 7);
        rollup.Add(6, 6, 6, shard: 0, ordinal: 7);
        Assert.True(rollup.TryAddDistribution(3, 30, 1, 20, Sketch(1, 9, 20), 1, 7, out _));
        Assert.Equal((3L, 5L, 41.0, 1.0, 20.0, 8.2, 2L), (rollup.Reports, rollup.Count, rollup.Sum.Value, rollup.Min, rollup.Max, rollup.Mean, rollup.Devices.Count));
        Assert.Equal(6, rollup.Quantile(0.5), 0.06);
        Assert.InRange(rollup.Quantile(1), 19.8, 20);
        Assert.InRange(rollup.Quantile(0), 1, 1.01);
    }

    [Fact]
    public void An_empty_rollup_has_no_extremes_mean_or_quantile()
    {
        var rollup = new MetricRollup();
        Assert.Equal((double.NaN, double.NaN, double.NaN, double.NaN), (rollup.Min, rollup.Max, rollup.Mean, rollup.Quantile(0.5)));
        Assert.Equal([1, 0], rollup.ToArray());
    }

    [Fact]
    public void Golden_bytes_of_version_1()
    {
        var rollup = new MetricRollup();
        rollup.Add(1, 1, 1, shard: 2, ordinal: 3);
        const string One = "000000000000F03F";
        Assert.Equal("0101" + One + One + "01" + One + "01020003" + "0101982B01", Convert.ToHexString(rollup.ToArray()));
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(2, 3, 1, 2)]
    [InlineData(3, 3, 2, 1)]
    [InlineData(3, double.NaN, 1, 2)]
    [InlineData(3, 3.1e24, 1, 2)]
    [InlineData(3, 3, double.NaN, 2)]
    [InlineData(3, 3, 1, 1e25)]
    [InlineData(MetricLimits.MaxReportSamples + 1, 3, 1, 2)]
    public void A_distribution_that_contradicts_itself_is_refused_and_changes_nothing(long count, double sum, double min, double max)
    {
        var rollup = new MetricRollup();
        rollup.Add(1, 1, 1, 0, 0);
        var before = rollup.ToArray();
        Assert.False(rollup.TryAddDistribution(count, sum, min, max, Sketch(1, 1, 2), 0, 1, out var error));
        Assert.NotEmpty(error);
        Assert.Equal(before, rollup.ToArray());
    }

    [Fact]
    public void What_the_server_gets_wrong_throws_and_changes_nothing()
    {
        var rollup = new MetricRollup();
        Assert.Throws<ArgumentOutOfRangeException>(() => rollup.Add(double.NaN, 1, 1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rollup.Add(1, 1, 1e25, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rollup.Add(1, 1, 1, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rollup.TryAddDistribution(1, 1, 1, 1, Sketch(1), 0, uint.MaxValue, out _));
        Assert.Equal([1, 0], rollup.ToArray());
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_are_the_one_encoding_of_what_is_read() =>
        Gen.Select(Reports, Gen.Int[0, 1000], Gen.Byte, Gen.Bool).Sample((reports, at, replacement, cut) =>
        {
            var bytes = RollupOf(reports).ToArray();
            at %= bytes.Length;
            bytes[at] = replacement;
            if (MetricRollup.TryRead(cut ? bytes.AsSpan(0, at) : bytes, out var read, out var error))
                Assert.Equal(bytes, read.ToArray());
            else
                Assert.NotEmpty(error);
        });

    private static MetricRollup RollupOf(IEnumerable<(double[] Samples, int Shard, uint Ordinal)> reports)
    {
        var rollup = new MetricRollup();
        foreach (var (samples, shard, ordinal) in reports)
        {
            if (samples.Length == 1)
                rollup.Add(samples[0], samples[0], samples[0], shard, ordinal);
            else
                Assert.True(rollup.TryAddDistribution(samples.Length, samples.Sum(), samples.Min(), samples.Max(), Sketch(samples), shard, ordinal, out var error), error);
        }

        return rollup;
    }

    private static MetricRollup Merged(MetricRollup left, MetricRollup right)
    {
        var merged = new MetricRollup();
        merged.Merge(left);
        merged.Merge(right);
        return merged;
    }

    private static byte[] Sketch(params double[] values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
            Assert.True(sketch.TryAdd(value));

        return sketch.ToArray();
    }
}
