using CsCheck;
using Fleet.Domain.Traces.Lift;

namespace Fleet.Domain.Tests.Traces.Lift;

public sealed class AttributeLiftTests
{
    /// <summary>Against the definition, term by term in big integers.</summary>
    [Fact]
    public void The_tail_is_that_of_the_definition() => Gen.Int[1, 60].SelectMany(n => Gen.Select(Gen.Const(n), Gen.Int[0, n], Gen.Int[0, n])).Sample((n, marked, sample) =>
    {
        for (var k = 0; k <= Math.Min(marked, sample); k++)
        {
            var exact = 0.0;
            for (var i = k; i <= Math.Min(marked, sample); i++)
            {
                exact += (double)(Choose(marked, i) * Choose(n - marked, sample - i)) / (double)Choose(n, sample);
            }

            Assert.Equal(exact, Hypergeometric.AtLeast(k, n, marked, sample), 1e-11);
        }
    });

    /// <summary>Fisher's tea: all four cups of eight right, 1 in 70. And R: <c>phyper(59, 1000, 999000, 5000, lower.tail = FALSE)</c> is far below 1e-30.</summary>
    [Fact]
    public void Known_figures_come_out()
    {
        Assert.Equal(1 / 70.0, Hypergeometric.AtLeast(4, 8, 4, 4), 1e-15);
        Assert.InRange(Hypergeometric.AtLeast(60, 1_000_000, 1_000, 5_000), 1e-60, 1e-30);
        Assert.Equal(1, Hypergeometric.AtLeast(0, 1_000_000, 1_000, 5_000));
    }

    [Fact]
    public void Hardware_that_only_the_affected_have_stands_out_with_its_lift()
    {
        var found = AttributeLift.StandingOut(10_000, 50, [new("hardware_version", "rev-c", 500, 40), new("hardware_version", "rev-b", 9_500, 10), new("cohort", "default", 10_000, 50)]);
        var lift = Assert.Single(found);
        Assert.Equal("rev-c", lift.Count.Value);
        Assert.Equal(16, lift.Lift, 1e-9);
        Assert.Equal(lift.PValue * 3, lift.Adjusted, 1e-30);
    }

    /// <summary>Benjamini and Hochberg: with nothing to find, something is found in at most 5 of 100 looks, though each looks at 200 values.</summary>
    [Fact]
    public void Where_there_is_nothing_to_find_rarely_anything_is_found()
    {
        var random = new Random(20_262);
        var looks = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var counts = new List<AttributeCount>();
            for (var value = 0; value < 200; value++)
            {
                var devices = random.Next(10, 500);
                var affected = Enumerable.Range(0, 100).Count(_ => random.Next(1_000) < devices);
                counts.Add(new AttributeCount("a", $"{value}", devices, Math.Min(affected, devices)));
            }

            looks += AttributeLift.StandingOut(1_000, 100, counts).Count > 0 ? 1 : 0;
        }

        Assert.InRange(looks, 0, 400 * 8 / 100);
    }

    [Fact]
    public void More_values_that_were_looked_at_make_each_less_sure() => Gen.Int[3, 40].Sample(k =>
    {
        AttributeCount one = new("a", "v", 100, k);
        var alone = AttributeLift.StandingOut(1_000, 50, [one]);
        var among = AttributeLift.StandingOut(1_000, 50, [one, .. Enumerable.Range(0, 50).Select(i => new AttributeCount("b", $"{i}", 500, 25))]);
        Assert.True(among.Count <= alone.Count);
        Assert.All(among, a => Assert.True(a.Adjusted >= alone[0].Adjusted));
    });

    [Fact]
    public void Two_devices_are_no_pattern() => Assert.Empty(AttributeLift.StandingOut(100_000, 2, [new("a", "rare", 2, 2)]));

    private static System.Numerics.BigInteger Choose(int n, int k)
    {
        if (k < 0 || k > n)
        {
            return 0;
        }

        System.Numerics.BigInteger result = 1;
        for (var i = 1; i <= k; i++)
        {
            result = result * (n - k + i) / i;
        }

        return result;
    }
}
