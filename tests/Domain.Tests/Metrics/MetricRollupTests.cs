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

    [Fact]
    public void Golden_bytes_of_version_2()
    {
        const string One = "000000000000F03F", Two = "0000000000000040", Three = "0000000000000840";
        var apart = new MetricRollup();
        apart.SetAside(new ValidRange(2, null), 1, 5);
        Assert.Equal("020101" + One + "00", Convert.ToHexString(apart.ToArray()));
        apart.SetAside(new ValidRange(2, 2), 2, 3);
        Assert.Equal("020203" + One + Three + "00", Convert.ToHexString(apart.ToArray()));
        var above = new MetricRollup();
        above.Add(1, 1, 1, shard: 2, ordinal: 3);
        above.SetAside(new ValidRange(null, 1), 0, 2);
        Assert.Equal("020102" + Two + "01" + One + One + "01" + One + "01020003" + "0101982B01", Convert.ToHexString(above.ToArray()));
    }

    [Theory]
    [InlineData("0200", "number of reports that were set apart")]
    [InlineData("020100", "sides")]
    [InlineData("020103", "sides")]
    [InlineData("020204", "sides")]
    [InlineData("020101000000", "cut off")]
    [InlineData("020101000000000000F87F00", "set apart in a rollup")]
    [InlineData("03", "only 1 and 2 are")]
    public void Damaged_reports_that_were_set_apart_are_refused(string bytes, string named)
    {
        Assert.False(MetricRollup.TryRead(Convert.FromHexString(bytes), out _, out var error));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    /// <summary>Each report under a range of its own, as if the range had changed with each.</summary>
    [Fact]
    public void A_rollup_that_says_it_is_of_a_range_has_the_bytes_that_counting_under_that_range_gives_but_for_what_it_knows_of_those_set_apart() =>
        Gen.Select(Gen.Select(Reports, AnyRange.Array[25], Gen.Bool.Array[25]), AnyRange).Sample((history, now) =>
        {
            var (reports, ranges, isSame) = history;
            var (made, right) = (new MetricRollup(), new MetricRollup());
            for (var i = 0; i < reports.Length; i++)
            {
                Count(made, reports[i], isSame[i] ? now : ranges[i]);
                Count(right, reports[i], now);
            }

            if (made.IsOf(now))
            {
                Assert.Equal(right.Apart.Reports, made.Apart.Reports);
                var (a, b) = (new MetricRollup(), new MetricRollup());
                a.Merge(made);
                b.Merge(right);
                Assert.Equal(Counted(b), Counted(a));
            }
            else
            {
                Assert.Contains(false, isSame.Take(reports.Length));
            }

            Assert.True(MetricRollup.TryRead(made.ToArray(), out var read, out var error), error);
            Assert.Equal((made.Apart, made.ToArray()), (read.Apart, read.ToArray()), (x, y) => x.Apart == y.Apart && x.Item2.SequenceEqual(y.Item2));
        });

    [Fact]
    public void Merging_reports_that_were_set_apart_is_associative_and_commutative_with_none_as_identity()
    {
        var apart = Gen.Select(Gen.Long[0, 5], Value, Value, Gen.Int[1, 3], (reports, below, above, sides) => reports == 0
            ? default
            : new SetApart(reports, (sides & 1) != 0 ? below : null, (sides & 2) != 0 ? above : null));
        Gen.Select(apart, apart, apart).Sample((a, b, c) =>
        {
            Assert.Equal(a.Merge(b).Merge(c), a.Merge(b.Merge(c)));
            Assert.Equal(a.Merge(b), b.Merge(a));
            Assert.Equal((a, a), (a.Merge(default), default(SetApart).Merge(a)));
        });
    }

    [Fact]
    public void A_narrower_range_is_answered_as_long_as_nothing_that_counts_is_outside_and_a_wider_one_while_nothing_apart_is_inside()
    {
        var rollup = new MetricRollup();
        rollup.Add(20, 15, 25, 0, 0);
        rollup.SetAside(new ValidRange(0, 100), -127, 30);
        rollup.SetAside(new ValidRange(0, 100), 20, 85_000);
        Assert.True(rollup.IsOf(new ValidRange(15, 25)));
        Assert.True(rollup.IsOf(new ValidRange(-126, 84_999)));
        Assert.False(rollup.IsOf(new ValidRange(16, 25)));
        Assert.False(rollup.IsOf(new ValidRange(-127, 100)));
        Assert.False(rollup.IsOf(new ValidRange(0, 85_000)));
        Assert.False(rollup.IsOf(new ValidRange(0, null)));
        Assert.False(rollup.IsOf(ValidRange.Any));
    }

    private static readonly Gen<double?> End = Gen.Frequency((1, Gen.Const((double?)null)), (4, Value.Select(v => (double?)v)));

    private static readonly Gen<ValidRange> AnyRange = Gen.Select(End, End, (a, b) => a > b ? new ValidRange(b, a) : new ValidRange(a, b));

    private static void Count(MetricRollup rollup, (double[] Samples, int Shard, uint Ordinal) report, ValidRange range)
    {
        var (samples, shard, ordinal) = report;
        if (!range.Holds(samples.Min(), samples.Max()))
        {
            rollup.SetAside(range, samples.Min(), samples.Max());
        }
        else
        {
            Assert.True(rollup.TryAddDistribution(samples.Length, samples.Sum(), samples.Min(), samples.Max(), Sketch(samples), shard, ordinal, out var error), error);
        }
    }

    /// <summary>The bytes of what counts.</summary>
    private static byte[] Counted(MetricRollup rollup)
    {
        var bytes = rollup.ToArray();
        var head = rollup.Apart.Reports == 0 ? 1 : 3 + (rollup.Apart.Below is null ? 0 : 8) + (rollup.Apart.Above is null ? 0 : 8);
        return bytes[head..];
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
