using CsCheck;
using Fleet.Gateway.Web.Charts;

namespace Fleet.Gateway.Tests.Web.Charts;

public sealed class NiceScaleTests
{
    [Theory]
    [InlineData(0, 97, 5, "0 20 40 60 80 100")]
    [InlineData(0.11, 0.34, 4, "0 0.1 0.2 0.3 0.4")]
    [InlineData(990, 1012, 4, "990 1000 1010 1020")]
    [InlineData(-3, 4, 4, "-4 -2 0 2 4")]
    [InlineData(7, 7, 4, "6 6.5 7 7.5 8")]
    [InlineData(0, 0, 2, "0 0.5 1")]
    public void Ticks_are_round_numbers_around_the_values(double min, double max, int ticks, string expected) =>
        Assert.Equal(expected, string.Join(' ', NiceScale.Of(min, max, ticks).Ticks));

    [Fact]
    public void The_axis_holds_all_values_in_few_steps() =>
        Gen.Select(Gen.Double[-1e20, 1e20], Gen.Double[-1e20, 1e20], Gen.Int[2, 8]).Sample((a, b, ticks) =>
        {
            var (min, max) = (Math.Min(a, b), Math.Max(a, b));
            var scale = NiceScale.Of(min, max, ticks);
            return scale.Min <= min && scale.Max >= max && scale.Ticks.Count() <= ticks + 3;
        });
}
