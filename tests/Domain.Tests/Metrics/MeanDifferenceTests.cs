using CsCheck;
using Fleet.Domain.Metrics;

namespace Fleet.Domain.Tests.Metrics;

/// <summary>The interval of a difference holds the true one as often as it says, and the verdict follows from it.</summary>
public sealed class MeanDifferenceTests
{
    private const int Trials = 4_000;

    private static readonly Gen<DeviceMeans> Samples = Gen.Select(Gen.Long[10, 100_000], Gen.Double[-1e6, 1e6], Gen.Double[0, 1e6]).Select((n, m, v) => new DeviceMeans(n, m, v));

    /// <summary>Published tables of Student's t.</summary>
    [Theory]
    [InlineData(0.975, 1, 12.7062)]
    [InlineData(0.975, 2, 4.30265)]
    [InlineData(0.975, 10, 2.22814)]
    [InlineData(0.95, 5, 2.01505)]
    [InlineData(0.995, 30, 2.74999)]
    [InlineData(0.975, 120, 1.97993)]
    [InlineData(0.975, 1e9, 1.95996)]
    public void Quantiles_are_those_of_the_tables(double probability, double degrees, double expected)
    {
        Assert.Equal(expected, StudentT.Quantile(probability, degrees), 4.5e-5);
        Assert.Equal(-expected, StudentT.Quantile(1 - probability, degrees), 4.5e-5);
    }

    [Fact]
    public void The_quantile_undoes_the_distribution() =>
        Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[0.5, 5_000]).Sample((p, v) =>
            Assert.Equal(p, StudentT.Cumulative(StudentT.Quantile(p, v), v), 1e-9));

    /// <summary>Worked by hand: means 20 and 23, s² 4 and 9, n 16 and 25: se² = 0.61, 38.99 degrees, t 2.02269.</summary>
    [Fact]
    public void The_interval_is_that_of_the_formula()
    {
        var found = MeanDifference.Of(new DeviceMeans(16, 20, 4), new DeviceMeans(25, 23, 9));
        Assert.Equal(3, found.Difference);
        Assert.Equal(3 - (Math.Sqrt(0.61) * 2.0227), found.Low, 1e-3);
        Assert.Equal(3 + (Math.Sqrt(0.61) * 2.0227), found.High, 1e-3);
        Assert.Equal(ComparisonVerdict.Higher, found.Verdict);
    }

    /// <summary>95 % of 4,000 trials, give or take three standard deviations; skewed values lose a little, as is known of the method.</summary>
    [Theory]
    [InlineData(10, 10, false, 0.939)]
    [InlineData(12, 60, false, 0.939)]
    [InlineData(200, 40, false, 0.939)]
    [InlineData(40, 80, true, 0.92)]
    public void The_interval_holds_the_true_difference_as_often_as_it_says(int baseline, int sample, bool skewed, double least)
    {
        var random = new Random(20_261);
        var held = 0;
        for (var i = 0; i < Trials; i++)
        {
            var found = MeanDifference.Of(Draw(baseline, 1, 5), Draw(sample, 3, 5));
            held += found.Low <= 0 && found.High >= 0 ? 1 : 0;
        }

        Assert.InRange(held / (double)Trials, least, 0.961);

        DeviceMeans Draw(int n, double scale, double mean) => DeviceMeans.Of([.. Enumerable.Range(0, n).Select(_ => mean + (scale * Error()))]);

        double Error() => skewed
            ? -Math.Log(1 - random.NextDouble()) - 1
            : Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Fact]
    public void The_other_way_round_it_is_the_same_with_the_other_sign() => Gen.Select(Samples, Samples).Sample((a, b) =>
    {
        var (one, other) = (MeanDifference.Of(a, b), MeanDifference.Of(b, a));
        Assert.Equal(-one.Difference, other.Difference);
        Assert.Equal(-one.High, other.Low, Math.Abs(one.High) * 1e-9);
        Assert.Equal(-one.Low, other.High, Math.Abs(one.Low) * 1e-9);
    });

    [Fact]
    public void The_verdict_says_on_which_side_of_nothing_the_interval_lies() => Gen.Select(Samples, Samples).Sample((a, b) =>
    {
        var found = MeanDifference.Of(a, b);
        Assert.True(found.Low <= found.Difference && found.Difference <= found.High);
        Assert.Equal(
            found.Low > 0 ? ComparisonVerdict.Higher : found.High < 0 ? ComparisonVerdict.Lower : ComparisonVerdict.CouldBeChance,
            found.Verdict);
    });

    [Fact]
    public void Too_few_devices_on_either_side_say_nothing()
    {
        var (few, enough) = (new DeviceMeans(MeanDifference.MinDevices - 1, 1, 1), new DeviceMeans(MeanDifference.MinDevices, 100, 1));
        Assert.Equal(ComparisonVerdict.TooFewDevices, MeanDifference.Of(few, enough).Verdict);
        Assert.Equal(ComparisonVerdict.TooFewDevices, MeanDifference.Of(enough, few).Verdict);
        Assert.Equal(99, MeanDifference.Of(few, enough).Difference);
        Assert.Equal(ComparisonVerdict.TooFewDevices, MeanDifference.Of(default, default).Verdict);
    }

    [Fact]
    public void Devices_that_are_all_alike_differ_by_what_they_differ()
    {
        Assert.Equal(new MeanDifference(1, 1, 1, ComparisonVerdict.Higher), MeanDifference.Of(new DeviceMeans(10, 1, 0), new DeviceMeans(10, 2, 0)));
        Assert.Equal(new MeanDifference(0, 0, 0, ComparisonVerdict.CouldBeChance), MeanDifference.Of(new DeviceMeans(10, 1, 0), new DeviceMeans(10, 1, 0)));
    }

    [Fact]
    public void Means_and_variances_are_those_of_the_devices() =>
        Gen.Double[-1e9, 1e9].Array[1, 200].Sample(means =>
        {
            var found = DeviceMeans.Of(means);
            var mean = means.Average();
            Assert.Equal(means.Length, found.Devices);
            Assert.Equal(mean, found.Mean, 1e-3);
            var variance = means.Length > 1 ? means.Sum(m => Math.Pow(m - mean, 2)) / (means.Length - 1) : 0;
            Assert.Equal(variance, found.Variance, (1e-9 * variance) + 1e-3);
        });
}
