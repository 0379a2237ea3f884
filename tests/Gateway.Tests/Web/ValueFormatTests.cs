using Fleet.Gateway.Web;

namespace Fleet.Gateway.Tests.Web;

public sealed class ValueFormatTests
{
    [Theory]
    [InlineData(0, "", "0")]
    [InlineData(12.3456, "%", "12.35 %")]
    [InlineData(2_853_000, "By", "2.853 MB")]
    [InlineData(512, "By", "512 B")]
    [InlineData(1234, "", "1,234")]
    [InlineData(12_345, "ms", "12.35 kms")]
    [InlineData(0.00012, "", "1.2e-4")]
    [InlineData(-1.5, "°C", "-1.5 °C")]
    public void Values_have_four_digits_and_their_unit(double value, string unit, string expected) =>
        Assert.Equal(expected, ValueFormat.WithUnit(value, unit));
}
