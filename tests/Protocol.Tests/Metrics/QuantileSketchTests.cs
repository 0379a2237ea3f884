using CsCheck;
using Fleet.Protocol.Metrics;

namespace Fleet.Protocol.Tests.Metrics;

public sealed class QuantileSketchTests
{
    [Fact]
    public void Every_quantile_is_within_one_percent_of_the_order_statistic() =>
        Gen.Select(MetricGen.Value.Array[1, 200], Gen.Double[0, 1].Array[5]).Sample((values, fractions) =>
        {
            var sketch = MetricGen.SketchOf(values);
            Array.Sort(values);
            foreach (var q in (double[])[0, 0.01, 0.05, 0.5, 0.95, 0.99, 1, .. fractions])
                AssertWithinBound(values[(int)Math.Floor(q * (values.Length - 1))], sketch.Quantile(q));
        });

    [Fact]
    public void The_bound_holds_on_both_sides_of_every_bin_edge()
    {
        var logGamma = 2 * Math.Atanh(0.01 * (1 - 1e-6));
        for (var bin = -1381; bin <= 2762; bin++)
        {
            var edge = Math.Exp(bin * logGamma);
            foreach (var value in (double[])[edge, edge * (1 - 1e-15), edge * (1 + 1e-15), edge * (1 - 1e-9), edge * (1 + 1e-9)])
                AssertWithinBound(value, MetricGen.SketchOf([value]).Quantile(0.5));
        }
    }

    [Fact]
    public void Any_order_and_grouping_of_the_values_gives_the_same_bytes() =>
        Gen.Select(MetricGen.Values, Gen.Int[0, 200], Gen.Int).Sample((values, at, seed) =>
        {
            var whole = MetricGen.SketchOf(values).ToArray();
            var shuffled = values.ToArray();
            new Random(seed).Shuffle(shuffled);
            var left = MetricGen.SketchOf(shuffled.Take(at));
            var right = MetricGen.SketchOf(shuffled.Skip(at));
            left.Merge(right);
            Assert.Equal(whole, left.ToArray());
        });

    [Fact]
    public void Merge_is_associative_and_commutative_with_the_empty_sketch_as_identity() =>
        Gen.Select(MetricGen.Values, MetricGen.Values, MetricGen.Values).Sample((a, b, c) =>
        {
            var (x, y, z) = (MetricGen.SketchOf(a), MetricGen.SketchOf(b), MetricGen.SketchOf(c));
            Assert.Equal(Merged(Merged(x, y), z).ToArray(), Merged(x, Merged(y, z)).ToArray());
            Assert.Equal(Merged(x, y).ToArray(), Merged(y, x).ToArray());
            Assert.Equal(x.ToArray(), Merged(x, new QuantileSketch()).ToArray());
            Assert.Equal(a.Length + b.Length, Merged(x, y).Count);
        });

    [Fact]
    public void A_sketch_merged_with_itself_holds_everything_twice() =>
        MetricGen.Values.Sample(values =>
        {
            var sketch = MetricGen.SketchOf(values);
            sketch.Merge(sketch);
            Assert.Equal(MetricGen.SketchOf([.. values, .. values]).ToArray(), sketch.ToArray());
        });

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        var sketch = MetricGen.SketchOf([1, 2]);
        var clone = sketch.Clone();
        Assert.True(clone.TryAdd(2, 5));
        Assert.Equal((2L, 7L), (sketch.Count, clone.Count));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1.0000001e24)]
    [InlineData(-1.0000001e24)]
    public void Values_that_are_no_number_or_too_large_are_refused(double value)
    {
        var sketch = new QuantileSketch();
        Assert.False(sketch.TryAdd(value));
        Assert.Equal((0L, 0), (sketch.Count, sketch.BinCount));
    }

    [Fact]
    public void Counts_below_one_or_that_overflow_are_refused()
    {
        var sketch = MetricGen.SketchOf([1]);
        Assert.False(sketch.TryAdd(1, 0));
        Assert.False(sketch.TryAdd(1, -1));
        Assert.False(sketch.TryAdd(2, long.MaxValue));
        Assert.True(sketch.TryAdd(2, long.MaxValue - 1));
        var before = sketch.ToArray();
        Assert.Throws<OverflowException>(() => sketch.Merge(MetricGen.SketchOf([3])));
        Assert.False(sketch.MergeFrom(MetricGen.SketchOf([3]).ToArray(), out _));
        Assert.Equal(before, sketch.ToArray());
        Assert.Equal(2, sketch.Quantile(1), 0.02);
    }

    [Fact]
    public void An_empty_sketch_has_no_quantile_and_a_fraction_is_from_0_to_1()
    {
        Assert.Equal(double.NaN, new QuantileSketch().Quantile(0.5));
        foreach (var q in (double[])[-0.1, 1.1, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileSketch().Quantile(q));
    }

    [Fact]
    public void Every_bin_of_both_signs_can_be_in_use_at_once()
    {
        var sketch = new QuantileSketch();
        for (var decade = -12.0; decade < 24; decade += 0.004)
        {
            Assert.True(sketch.TryAdd(Math.Pow(10, decade)));
            Assert.True(sketch.TryAdd(-Math.Pow(10, decade)));
        }

        Assert.True(sketch.TryAdd(1e24) && sketch.TryAdd(-1e24) && sketch.TryAdd(0) && sketch.TryAdd(1e-12) && sketch.TryAdd(-1e-12));
        Assert.Equal((2 * 4146) + 1, sketch.BinCount);
        Assert.True(QuantileSketch.TryRead(sketch.ToArray(), out var read, out _));
        Assert.Equal(sketch.ToArray(), read.ToArray());
    }

    private static QuantileSketch Merged(QuantileSketch left, QuantileSketch right)
    {
        var merged = left.Clone();
        merged.Merge(right);
        return merged;
    }

    private static void AssertWithinBound(double truth, double estimate)
    {
        if (Math.Abs(truth) < MetricLimits.MinMagnitude)
            Assert.Equal(0, estimate);
        else
            Assert.True(Math.Abs(estimate - truth) <= 0.01 * Math.Abs(truth), $"{truth:R} was answered by {estimate:R}");
    }
}
