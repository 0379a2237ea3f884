using System.Buffers;
using System.Numerics;
using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Tests.Metrics;

public sealed class ExactSumTests
{
    private static readonly Gen<double> Addend = Gen.Frequency(
        (3, Gen.Double[-1000, 1000]),
        (3, Gen.Int[-1000, 1000].Select(i => i * 0.25)),
        (3, Gen.Select(Gen.Double[-1, 1], Gen.Int[-1070, 79]).Select(Math.ScaleB)),
        (2, Gen.Select(Gen.Int[-3, 3], Gen.Int[-60, 79]).Select((i, exponent) => Math.ScaleB(i, exponent))),
        (1, Gen.Int[-5, 5].Select(i => i * double.Epsilon)));

    private static readonly Gen<double[]> Addends = Addend.Array[0, 60];

    [Fact]
    public void The_value_is_the_exact_sum_correctly_rounded() =>
        Addends.Sample(addends => Assert.Equal(Reference(addends), SumOf(addends).Value));

    [Fact]
    public void Any_permutation_and_grouping_gives_the_same_value_and_bytes() =>
        Gen.Select(Addends, Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int).Sample((addends, i, j, seed) =>
        {
            var whole = SumOf(addends);
            var shuffled = addends.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (low, high) = (Math.Min(i, j), Math.Max(i, j));
            var left = SumOf(shuffled.Take(low));
            var middle = SumOf(shuffled.Take(high).Skip(low));
            var right = SumOf(shuffled.Skip(high));
            middle.Merge(right);
            left.Merge(middle);
            Assert.Equal(Bits(whole.Value), Bits(left.Value));
            Assert.Equal(Bytes(whole), Bytes(left));
            Assert.True(whole == left);
        });

    [Fact]
    public void Ties_go_to_the_even_double_unless_the_rest_decides()
    {
        var ulp = Math.ScaleB(1, -52);
        Assert.Equal(1, SumOf([1, ulp / 2]).Value);
        Assert.Equal(1 + ulp, SumOf([1, ulp / 2, double.Epsilon]).Value);
        Assert.Equal(1 + (2 * ulp), SumOf([1 + ulp, ulp / 2]).Value);
        Assert.Equal(1 + ulp, SumOf([1 + ulp, ulp / 2, -double.Epsilon]).Value);
    }

    [Fact]
    public void What_cancels_leaves_the_empty_sum() =>
        Addends.Sample(addends =>
        {
            var sum = SumOf([.. addends, .. addends.Select(v => -v)]);
            Assert.Equal(Bits(0.0), Bits(sum.Value));
            Assert.Equal([0], Bytes(sum));
        });

    [Fact]
    public void A_copy_goes_its_own_way() =>
        Gen.Select(Addends, Addends).Sample((first, second) =>
        {
            var sum = SumOf(first);
            var before = Bytes(sum);
            var copy = sum;
            foreach (var addend in second)
                copy.Add(addend);

            Assert.Equal(before, Bytes(sum));
        });

    [Fact]
    public void Decoding_an_encoded_sum_gives_it_back_and_leaves_what_follows() =>
        Addends.Sample(addends =>
        {
            var sum = SumOf(addends);
            var reader = new VarintReader([.. Bytes(sum), 7]);
            Assert.True(ExactSum.TryRead(ref reader, out var read, out var error), error);
            Assert.Equal(sum, read);
            Assert.Equal(1, reader.Remaining);
        });

    [Theory]
    [InlineData(new[] { 0.0 })]
    [InlineData(new[] { 1.0, 1.0 })]
    [InlineData(new[] { 1e-30, 1.0 })]
    [InlineData(new[] { 1.0, 2.2e-16 })]
    [InlineData(new[] { 1.0, 0.0 })]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { double.PositiveInfinity })]
    [InlineData(new[] { 1e100 })]
    public void Parts_that_are_not_canonical_are_refused(double[] parts) => AssertRefused(Encode(parts));

    [Fact]
    public void Too_many_or_missing_parts_are_refused()
    {
        AssertRefused([]);
        AssertRefused([26, .. new byte[26 * 8]]);
        AssertRefused([0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
        AssertRefused(Encode([1.0])[..8]);
    }

    [Fact]
    public void Random_parts_are_refused_or_are_the_one_encoding_of_what_is_read() =>
        Addend.Array[0, 26].Sample(parts =>
        {
            var bytes = Encode([.. parts.OrderByDescending(Math.Abs)]);
            var reader = new VarintReader(bytes);
            if (ExactSum.TryRead(ref reader, out var read, out var error))
                Assert.Equal(bytes, Bytes(read));
            else
                Assert.NotEmpty(error);
        });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e44)]
    public void What_is_no_number_or_too_large_is_refused(double value)
    {
        var sum = default(ExactSum);
        Assert.Throws<ArgumentOutOfRangeException>(() => sum.Add(value));
        Assert.Equal(0, sum.Value);
    }

    private static ExactSum SumOf(IEnumerable<double> addends)
    {
        var sum = default(ExactSum);
        foreach (var addend in addends)
            sum.Add(addend);

        return sum;
    }

    private static byte[] Bytes(ExactSum sum)
    {
        var output = new ArrayBufferWriter<byte>();
        sum.Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Encode(double[] parts) => [(byte)parts.Length, .. parts.SelectMany(BitConverter.GetBytes)];

    private static void AssertRefused(byte[] bytes)
    {
        var reader = new VarintReader(bytes);
        Assert.False(ExactSum.TryRead(ref reader, out _, out var error));
        Assert.NotEmpty(error);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    /// <summary>The sum as an integer count of 2^-1074, rounded to 53 bits, ties to even.</summary>
    private static double Reference(double[] addends)
    {
        var sum = addends.Aggregate(BigInteger.Zero, (total, addend) => total + InSmallestUnits(addend));
        var magnitude = BigInteger.Abs(sum);
        var dropped = Math.Max(0, (int)magnitude.GetBitLength() - 53);
        var mantissa = magnitude >> dropped;
        var rest = magnitude - (mantissa << dropped);
        var half = dropped == 0 ? BigInteger.One : BigInteger.One << (dropped - 1);
        if (rest > half || (rest == half && !mantissa.IsEven))
            mantissa++;

        // In two steps, each exact: the mantissa alone times 2^-1074 would be below the normal numbers.
        var rounded = Math.ScaleB(Math.ScaleB((double)mantissa, dropped - 500), -574);
        return sum.Sign < 0 ? -rounded : rounded;
    }

    private static BigInteger InSmallestUnits(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52 & 0x7FF);
        var fraction = bits & 0x000F_FFFF_FFFF_FFFF;
        var units = exponent == 0 ? fraction : new BigInteger(fraction | (1L << 52)) << (exponent - 1);
        return value < 0 ? -units : units;
    }
}
