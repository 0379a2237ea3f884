using CsCheck;
using Fleet.Domain.Alerts;
using Fleet.Domain.Devices.Filters;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Alerts;

public sealed class AlertConditionTests
{
    private static readonly string[] Keys = ["a", "b", "c"];

    [Theory]
    [InlineData("battery_soc_pct < 5")]
    [InlineData("battery_soc_pct <= 5 and charging = false and metric.state != \"idle\"")]
    public void It_is_read_and_written(string text)
    {
        var condition = AlertCondition.Parse(text);
        Assert.Equal(condition, AlertCondition.Parse(condition.ToString()));
    }

    [Theory]
    [InlineData("", "has 0")]
    [InlineData("a < 1 or b < 1", "'\"a\" < 1 or \"b\" < 1' cannot")]
    [InlineData("a < 1 and not b < 1", "not")]
    [InlineData("a < 1 and cohort = x", "'cohort = \"x\"'")]
    [InlineData("attribute.a < 1", "attribute")]
    [InlineData("any(a < 1, 7d)", "any")]
    [InlineData("last_seen < 2d ago", "last_seen")]
    [InlineData("a < ", "column 5")]
    [InlineData("a<1 and a<1 and a<1 and a<1 and a<1 and a<1 and a<1 and a<1 and a<1", "has 9")]
    public void What_is_no_condition_is_said_by_its_part(string text, string part) =>
        Assert.Contains(part, Assert.Throws<DeviceFilterException>(() => AlertCondition.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a > 1 and b < 5", 2, 4, true)]
    [InlineData("a > 1 and b < 5", 2, 5, false)]
    [InlineData("a > 1 and b < 5", 2, null, null)]
    [InlineData("a > 1 and b < 5", 1, null, null)]
    [InlineData("a = 1", 1, null, true)]
    [InlineData("a = \"1\"", 1, null, null)]
    public void A_report_counts_when_it_has_all_of_the_metrics(string text, double a, int? b, bool? holds)
    {
        var values = new Dictionary<string, AttributeValue> { ["a"] = AttributeValue.Of(a) };
        if (b is { } number)
        {
            values["b"] = AttributeValue.Of((double)number);
        }

        Assert.Equal(holds, AlertCondition.Parse(text).Holds(values));
    }

    [Fact]
    public void Index_finds_the_conditions_that_hold() => Gen.Select(Conditions.Array[0, 60], Reports).Sample((texts, report) =>
    {
        AlertCondition[] conditions = [.. texts.Select(AlertCondition.Parse)];
        var found = new List<int>();
        new AlertIndex(conditions).Match(report, found);
        Assert.Equal(Enumerable.Range(0, conditions.Length).Where(i => conditions[i].Holds(report) == true), found.Order());
    });

    private static Gen<string> Conditions => Gen.Select(
            Any(Keys), Any("<", "<=", ">", ">=", "=", "!="), Any("-2", "-1", "0", "1", "2", "true", "\"x\""))
        .Where((_, sign, value) => sign is "=" or "!=" || value.Length < 3)
        .Select((key, sign, value) => $"{key} {sign} {value}")
        .Array[1, 3]
        .Select(terms => string.Join(" and ", terms));

    private static Gen<string> Any(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<Dictionary<string, AttributeValue>> Reports => Gen.Int[-3, 4].Array[3].Select(values => values
        .Select((value, i) => (Key: Keys[i], Value: value))
        .Where(v => v.Value > -3)
        .ToDictionary(v => v.Key, v => v.Value switch { 3 => AttributeValue.Of(true), 4 => AttributeValue.Of("x"), _ => AttributeValue.Of((double)v.Value) }));
}
