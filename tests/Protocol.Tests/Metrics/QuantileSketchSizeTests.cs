using Fleet.Protocol.Metrics;

namespace Fleet.Protocol.Tests.Metrics;

/// <summary>Bounds what a sketch costs, and prints the figures that docs/design/quantile-sketch.md gives.</summary>
public sealed class QuantileSketchSizeTests
{
    [Fact]
    public void One_value_takes_less_than_200_bytes_of_memory() =>
        Assert.InRange(Measure("1 value", [5]), 1, 199);

    [Fact]
    public void A_thousand_lognormal_values_take_less_than_3_KiB_of_memory() =>
        Assert.InRange(Measure("1,000 lognormal values (sigma 1)", Lognormal(1000)), 200, 3 * 1024);

    [Fact]
    public void A_million_lognormal_values_take_less_than_6_KiB_of_memory() =>
        Assert.InRange(Measure("1,000,000 lognormal values (sigma 1)", Lognormal(1_000_000)), 200, 6 * 1024);

    private static long Measure(string what, IEnumerable<double> values)
    {
        var sketch = MetricGen.SketchOf(values);
        _ = sketch.Clone();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var copy = sketch.Clone();
        var memory = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {copy.BinCount} bins, {memory} bytes in memory, {copy.EncodedLength} encoded");
        return memory;
    }

    private static IEnumerable<double> Lognormal(int count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            yield return Math.Exp(normal);
        }
    }
}
