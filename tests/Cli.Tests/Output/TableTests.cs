using Fleet.Cli.Output;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Tests.Output;

public sealed class TableTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Columns_are_aligned_and_numbers_to_the_right()
    {
        var table = new Table("NAME", ">COUNT", "NOTE");
        table.Add("a", "1", "x");
        table.Add("longer", "12345678", "");
        Assert.Equal("NAME       COUNT  NOTE\na              1  x\nlonger  12345678\n", Write(table, colour: false));
    }

    [Fact]
    public void Head_alone_is_coloured()
    {
        var table = new Table("A");
        table.Add("b");
        Assert.Equal("\e[1mA\e[0m\nb\n", Write(table, colour: true));
    }

    [Fact]
    public void Control_characters_of_devices_are_shown_and_not_obeyed()
    {
        var table = new Table("A");
        table.Add("\e]0;title\a");
        Assert.Equal("A\n\\u001b]0;title\\u0007\n", Write(table, colour: false));
    }

    [Theory]
    [InlineData(5, "5 s ago")]
    [InlineData(61, "1 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(47 * 3600, "47 h ago")]
    [InlineData(3 * 86_400, "3 d ago")]
    [InlineData(40 * 86_400, "2026-01-20")]
    [InlineData(-3600, "2026-03-01 13:00")]
    public void Distance_in_time_is_told_as_people_do(int seconds, string expected) =>
        Assert.Equal(expected, HumanTime.Ago(Timestamp.FromDateTimeOffset(Now.AddSeconds(-seconds)), Now));

    [Theory]
    [InlineData(1234567.0, "1234567")]
    [InlineData(0.123456789, "0.123457")]
    [InlineData(2573574.25, "2573574")]
    [InlineData(1e20, "1E+20")]
    [InlineData(-3.0, "-3")]
    public void Numbers_are_short(double value, string expected) => Assert.Equal(expected, NumberText.Of(value));

    private static string Write(Table table, bool colour)
    {
        var output = new StringWriter { NewLine = "\n" };
        table.Write(output, colour);
        return output.ToString();
    }
}
