using CsCheck;
using Fleet.Storage.Columns.Scanning;

namespace Fleet.Storage.Tests.Columns.Scanning;

/// <summary>Values by rank.</summary>
public sealed class RanksTests
{
    [Fact]
    public void At_each_rank_stands_what_sorting_brings_there_and_no_value_is_lost() =>
        Gen.Select(Gen.OneOf(Gen.Double[-1e3, 1e3], Gen.Int[0, 5].Select(i => (double)i)).Array[1, 2_000], Gen.Double[0, 1].Array[0, 5]).Sample((values, quantiles) =>
        {
            int[] ranks = [.. quantiles.Select(q => (int)(q * (values.Length - 1))).Order()];
            double[] placed = [.. values];
            Ranks.Place(placed, ranks);
            var sorted = values.Order().ToArray();
            Assert.All(ranks, r => Assert.Equal(sorted[r], placed[r]));
            Assert.Equal(sorted, placed.Order());
        });

    /// <summary>Pivots of three are bad for an organ pipe; sorting then bounds the work.</summary>
    [Theory]
    [InlineData(100_000)]
    public void A_median_of_three_that_splits_badly_still_ends(int count)
    {
        var pipe = Enumerable.Range(0, count).Select(i => (double)Math.Min(i, count - i)).ToArray();
        var sorted = pipe.Order().ToArray();
        Ranks.Place(pipe, [count / 2, count - 1]);
        Assert.Equal((sorted[count / 2], sorted[^1]), (pipe[count / 2], pipe[^1]));
    }
}
