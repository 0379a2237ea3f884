using CsCheck;
using Fleet.Protocol.Metrics;

namespace Fleet.Protocol.Tests.Metrics;

internal static class MetricGen
{
    private static readonly double[] Extremes = [MetricLimits.MaxMagnitude, -MetricLimits.MaxMagnitude, MetricLimits.MinMagnitude, -0.0, double.Epsilon];

    /// <summary>Accepted values: of everyday size, of any decade, on and around the edges of bins, tiny, and repeated.</summary>
    public static readonly Gen<double> Value = Gen.Frequency(
        (4, Gen.Double[-1000, 1000]),
        (4, Gen.Select(Gen.Double[-12, 24], Gen.Bool).Select((decade, negative) => Signed(Math.Min(Math.Pow(10, decade), 1e24), negative))),
        (3, Gen.Select(Gen.Int[-1380, 2760], Gen.Int[-3, 3], Gen.Bool).Select((bin, ulps, negative) => Signed(NearEdge(bin, ulps), negative))),
        (2, Gen.Int[-3, 3].Select(i => (double)i)),
        (1, Gen.Double[-1e-12, 1e-12]),
        (1, Gen.Int[0, 4].Select(i => Extremes[i])));

    public static readonly Gen<double[]> Values = Value.Array[0, 200];

    public static QuantileSketch SketchOf(IEnumerable<double> values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
            Assert.True(sketch.TryAdd(value));

        return sketch;
    }

    private static double Signed(double magnitude, bool negative) => negative ? -magnitude : magnitude;

    private static double NearEdge(int bin, int ulps)
    {
        var value = Math.Exp(bin * 2 * Math.Atanh(0.01 * (1 - 1e-6)));
        return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + ulps);
    }
}
