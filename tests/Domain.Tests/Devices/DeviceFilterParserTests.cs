using CsCheck;
using Fleet.Domain.Devices;

namespace Fleet.Domain.Tests.Devices;

public sealed class DeviceFilterParserTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    public void An_empty_text_means_every_device(string text) => Assert.Empty(DeviceFilterParser.Parse(text).Conditions);

    [Fact]
    public void Conditions_are_read_in_order()
    {
        var filter = DeviceFilterParser.Parse("""serial ^= "SN-" AND Cohort=default and software_version != "1.2" """);

        Assert.Equal(
            [
                new DeviceCondition(DeviceField.Serial, DeviceOperator.StartsWith, "SN-"),
                new DeviceCondition(DeviceField.Cohort, DeviceOperator.Equal, "default"),
                new DeviceCondition(DeviceField.SoftwareVersion, DeviceOperator.NotEqual, "1.2"),
            ],
            filter.Conditions);
    }

    [Fact]
    public void A_value_may_be_the_word_and() =>
        Assert.Equal("and", Assert.Single(DeviceFilterParser.Parse("nickname = and").Conditions).Value);

    [Theory]
    [InlineData("serial x 1", 8, "expected an operator")]
    [InlineData("serial =", 9, "expected a value, found the end")]
    [InlineData("serial = a cohort = b", 12, "expected 'and' or the end")]
    [InlineData("serial = a and", 15, "expected a field")]
    [InlineData("colour = red", 1, "there is no field 'colour'")]
    [InlineData("serial = \"a", 10, "does not end")]
    [InlineData("serial = \"a\\n\"", 12, "backslash")]
    [InlineData("serial = a;drop", 11, "double quotes")]
    [InlineData("serial ! a", 8, "not expected")]
    [InlineData("= a", 1, "expected a field")]
    public void An_error_names_the_column(string text, int column, string problem)
    {
        var e = Assert.Throws<DeviceFilterException>(() => DeviceFilterParser.Parse(text));

        Assert.Equal(column, e.Column);
        Assert.StartsWith($"column {column}: ", e.Message);
        Assert.Contains(problem, e.Message);
    }

    [Fact]
    public void Length_and_number_of_conditions_are_bounded()
    {
        Assert.Throws<DeviceFilterException>(() => DeviceFilterParser.Parse(new string('a', DeviceFilterParser.MaxLength + 1)));
        var most = string.Join(" and ", Enumerable.Repeat("serial=a", DeviceFilterParser.MaxConditions));
        Assert.Equal(DeviceFilterParser.MaxConditions, DeviceFilterParser.Parse(most).Conditions.Count);
        Assert.Throws<DeviceFilterException>(() => DeviceFilterParser.Parse(most + " and serial=a"));
    }

    [Fact]
    public void Any_value_survives_quoting() =>
        Gen.String.Sample(value =>
        {
            var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            return quoted.Length > 4000
                || DeviceFilterParser.Parse($"nickname = \"{quoted}\"").Conditions[0].Value == value;
        });

    [Fact]
    public void Any_text_is_a_filter_or_an_error_with_a_column() =>
        Gen.String[Gen.Char["aserial=!^\"\\ .and"], 0, 40].Sample(text =>
        {
            try
            {
                DeviceFilterParser.Parse(text);
            }
            catch (DeviceFilterException e)
            {
                Assert.InRange(e.Column, 1, text.Length + 1);
            }
        });
}
