using System.Globalization;
using CsCheck;
using Fleet.Symbolication.Variables.Values;

namespace Fleet.Symbolication.Tests.Variables;

public sealed class FloatTextTests
{
    /// <summary>Every double is an x87 number too, and reads back from its digits as itself.</summary>
    [Fact]
    public void Extended_numbers_have_the_digits_of_the_doubles_that_they_are() => Gen.Double.Where(double.IsNormal).Sample(value =>
        Assert.Equal(value, double.Parse(FloatText.Of(Extended(value), isExtended: true)!, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("003c", "1")]
    [InlineData("0000c03f", "1.5")]
    [InlineData("00000000000002c0", "-2.25")]
    [InlineData("00000000000000c80040", "3.125")]
    [InlineData("0000000000000000ff7f", "inf")]
    [InlineData("ffffffffffffffffffff", "-nan")]
    [InlineData("0000000000000000000000000000ff3f", "1", false)]
    [InlineData("00000000000000000000000000000080", "-0", false)]
    [InlineData("ffffffffffffffffffffffffffff fe7f", "1.189731495357231765085759326628007E+4932", false)]
    [InlineData("010000000000000000000000000000 00", "6.475175119438025110924438958227647E-4966", false)]
    public void Numbers_of_all_sizes_are_read(string bytes, string expected, bool isExtended = true) =>
        Assert.Equal(expected, FloatText.Of(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), isExtended));

    private static byte[] Extended(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7ff;
        var mantissa = (1UL << 63) | (bits << 11);
        return [.. BitConverter.GetBytes(mantissa), .. BitConverter.GetBytes((ushort)((exponent - 1023 + 16383) | (value < 0 ? 0x8000 : 0)))];
    }
}
