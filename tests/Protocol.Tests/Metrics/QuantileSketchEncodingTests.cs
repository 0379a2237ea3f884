using System.Buffers;
using CsCheck;
using Fleet.Protocol.Metrics;

namespace Fleet.Protocol.Tests.Metrics;

public sealed class QuantileSketchEncodingTests
{
    [Fact]
    public void Decoding_an_encoded_sketch_gives_it_back() =>
        MetricGen.Values.Sample(values =>
        {
            var sketch = MetricGen.SketchOf(values);
            var output = new ArrayBufferWriter<byte>();
            sketch.Write(output);
            Assert.Equal(sketch.ToArray(), output.WrittenSpan);
            Assert.True(QuantileSketch.TryRead(output.WrittenSpan, out var read, out var error), error);
            Assert.Equal(sketch.ToArray(), read.ToArray());
            Assert.Equal((sketch.Count, sketch.BinCount), (read.Count, read.BinCount));
        });

    [Fact]
    public void Merging_from_bytes_is_merging_the_sketch() =>
        Gen.Select(MetricGen.Values, MetricGen.Values).Sample((a, b) =>
        {
            var fromBytes = MetricGen.SketchOf(a);
            Assert.True(fromBytes.MergeFrom(MetricGen.SketchOf(b).ToArray(), b.Length, out var error), error);
            Assert.Equal(MetricGen.SketchOf([.. a, .. b]).ToArray(), fromBytes.ToArray());
        });

    [Fact]
    public void Golden_bytes_of_version_1()
    {
        // Keys -1, 0 and 1382 (the value 1 is the upper edge of index 0), the last of them twice.
        var sketch = MetricGen.SketchOf([-1e-12, 0, 1, 1]);
        Assert.Equal("0103" + "B12001" + "0001" + "E50A02", Convert.ToHexString(sketch.ToArray()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("0200", "version 2")]
    [InlineData("01", "number of bins")]
    [InlineData("018000", "number of bins")]
    [InlineData("01E640", "8294 bins")]
    [InlineData("01FFFFFFFFFFFFFFFF7F", "bins")]
    [InlineData("01020001", "do not fit")]
    [InlineData("0101E54001", "above the last")]
    [InlineData("0101FFFFFF7F01", "distance")]
    [InlineData("01010000", "zero bin count")]
    [InlineData("0101008100", "bin count")]
    [InlineData("01010080", "bin count")]
    [InlineData("010200FFFFFFFFFFFFFFFF7F0001", "overflow")]
    [InlineData("0101000100", "1 bytes too many")]
    [InlineData("010000", "1 bytes too many")]
    public void Bytes_that_are_not_the_encoding_of_a_sketch_are_refused_with_the_reason(string hex, string reason)
    {
        Assert.False(QuantileSketch.TryRead(Convert.FromHexString(hex), out var sketch, out var error));
        Assert.Null(sketch);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        var target = MetricGen.SketchOf([1]);
        Assert.False(target.MergeFrom(Convert.FromHexString(hex), out error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Equal(1, target.Count);
    }

    [Fact]
    public void A_sketch_with_another_count_than_announced_is_refused()
    {
        var target = new QuantileSketch();
        Assert.False(target.MergeFrom(MetricGen.SketchOf([1, 2]).ToArray(), 3, out var error));
        Assert.Contains("2 values where 3", error, StringComparison.Ordinal);
        Assert.Equal(0, target.Count);
    }

    [Fact]
    public void Every_cut_is_refused() =>
        MetricGen.Values.Sample(values =>
        {
            var bytes = MetricGen.SketchOf(values).ToArray();
            for (var length = 0; length < bytes.Length; length++)
                Assert.False(QuantileSketch.TryRead(bytes.AsSpan(0, length), out _, out _));
        }, iter: 200);

    [Fact]
    public void Random_and_damaged_bytes_are_refused_or_are_the_one_encoding_of_what_is_read() =>
        Gen.Select(MetricGen.Values, Gen.Int[0, 1000], Gen.Byte, Gen.Byte.Array[0, 30], Gen.Bool).Sample((values, at, replacement, noise, random) =>
        {
            var bytes = MetricGen.SketchOf(values).ToArray();
            bytes[at % bytes.Length] = replacement;
            bytes = random ? [1, .. noise] : bytes;
            if (QuantileSketch.TryRead(bytes, out var read, out var error))
                Assert.Equal(bytes, read.ToArray());
            else
                Assert.NotEmpty(error);
        });
}
