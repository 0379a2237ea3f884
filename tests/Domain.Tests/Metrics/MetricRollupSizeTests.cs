using Fleet.Domain.Metrics;

namespace Fleet.Domain.Tests.Metrics;

/// <summary>Bounds what a rollup costs, and prints the figures that docs/design/quantile-sketch.md gives.</summary>
public sealed class MetricRollupSizeTests
{
    [Theory]
    [InlineData(1, 1, 512, 40)]
    [InlineData(1000, 1000, 6 * 1024, 700)]
    [InlineData(100_000, 10_000, 12 * 1024, 1500)]
    public void A_rollup_stays_small(int values, int devices, int mostMemory, int mostEncoded)
    {
        var random = new Random(1);
        var rollup = new MetricRollup();
        for (var i = 0; i < values; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var value = Math.Exp(normal);
            rollup.Add(value, value, value, i % devices % 16, (uint)(i % devices / 16));
        }

        var encoded = rollup.ToArray();
        Assert.True(MetricRollup.TryRead(encoded, out _, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(MetricRollup.TryRead(encoded, out var read, out _));
        var memory = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{values} lognormal values of {devices} devices: {memory} bytes allocated by reading, {encoded.Length} encoded, "
            + $"of which sketch {read.Sketch.EncodedLength} ({read.Sketch.BinCount} bins), devices {read.Devices.EncodedLength}, sum {read.Sum.EncodedLength}");
        Assert.InRange(memory, 1, mostMemory);
        Assert.InRange(encoded.Length, 1, mostEncoded);
    }
}
