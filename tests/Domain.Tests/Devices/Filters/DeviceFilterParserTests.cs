using CsCheck;
using Fleet.Domain.Devices.Filters;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;

namespace Fleet.Domain.Tests.Devices.Filters;

public sealed class DeviceFilterParserTests
{
    private static readonly DeviceFilter A = new FieldCondition(DeviceField.Serial, DeviceOperator.Equal, ["a"]);
    private static readonly DeviceFilter B = new FieldCondition(DeviceField.Cohort, DeviceOperator.Equal, ["b"]);
    private static readonly DeviceFilter C = new FieldCondition(DeviceField.Nickname, DeviceOperator.Equal, ["c"]);

    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    public void An_empty_text_means_every_device(string text) => Assert.Equal(DeviceFilter.Any, DeviceFilterParser.Parse(text));

    [Fact]
    public void Not_binds_tighter_than_and_and_that_tighter_than_or()
    {
        Assert.Equal(new AnyOfFilter([A, new AllOfFilter([new NotFilter(B), C])]), DeviceFilterParser.Parse("serial = a OR Not cohort=b AND nickname = c"));
        Assert.Equal(new AllOfFilter([new AnyOfFilter([A, B]), C]), DeviceFilterParser.Parse("(serial = a or cohort = b) and nickname = c"));
        Assert.Equal(new NotFilter(new AnyOfFilter([A, B])), DeviceFilterParser.Parse("not (serial = a or cohort = b)"));
        Assert.Equal(new AllOfFilter([A, B, C]), DeviceFilterParser.Parse("serial = a and cohort = b and (nickname = c)"));
    }

    [Theory]
    [InlineData("=", DeviceOperator.Equal)]
    [InlineData("!=", DeviceOperator.NotEqual)]
    [InlineData("^=", DeviceOperator.StartsWith)]
    [InlineData("~", DeviceOperator.Like)]
    [InlineData("<", DeviceOperator.Less)]
    [InlineData("<=", DeviceOperator.LessOrEqual)]
    [InlineData(">", DeviceOperator.Greater)]
    [InlineData(">=", DeviceOperator.GreaterOrEqual)]
    public void Each_operator_is_read_with_and_without_spaces(string sign, DeviceOperator expected)
    {
        var condition = new FieldCondition(DeviceField.SoftwareVersion, expected, ["1.2"]);

        Assert.Equal(condition, DeviceFilterParser.Parse($"software_version{sign}1.2"));
        Assert.Equal(condition, DeviceFilterParser.Parse($" Software_Version {sign}  \"1.2\" "));
    }

    [Fact]
    public void A_list_asks_for_any_or_none_of_its_values()
    {
        Assert.Equal(new FieldCondition(DeviceField.Cohort, DeviceOperator.Equal, ["a", "b c"]), DeviceFilterParser.Parse("cohort in (a, \"b c\")"));
        Assert.Equal(new FieldCondition(DeviceField.Cohort, DeviceOperator.NotEqual, ["a", "in"]), DeviceFilterParser.Parse("cohort not in(a,in)"));
    }

    [Theory]
    [InlineData("os = linux", LatestSource.Either, "os")]
    [InlineData("OS = linux", LatestSource.Either, "os")]
    [InlineData("\"serial\" = linux", LatestSource.Either, "serial")]
    [InlineData("attribute.serial = linux", LatestSource.Attribute, "serial")]
    [InlineData("attribute.\"a/b\" = linux", LatestSource.Attribute, "a/b")]
    [InlineData("Metric.app.state = linux", LatestSource.Metric, "app.state")]
    public void What_is_no_field_is_a_key(string text, LatestSource source, string key) =>
        Assert.Equal(new LatestCondition(source, key, DeviceOperator.Equal, [AttributeValue.Of("linux")]), DeviceFilterParser.Parse(text));

    [Fact]
    public void A_word_may_be_a_number_or_a_flag_and_a_string_is_a_text()
    {
        Assert.Equal(AttributeValue.Of(-1.5), ValueOf("x = -1.5"));
        Assert.Equal(AttributeValue.Of(2000), ValueOf("x >= 2e3"));
        Assert.Equal(AttributeValue.Of(true), ValueOf("x != True"));
        Assert.Equal(AttributeValue.Of("1.2.3"), ValueOf("x = 1.2.3"));
        Assert.Equal(AttributeValue.Of("NaN"), ValueOf("x = NaN"));
        Assert.Equal(AttributeValue.Of("12"), ValueOf("x = \"12\""));
        Assert.Equal(AttributeValue.Of("true"), ValueOf("x = \"true\""));
        Assert.Equal(AttributeValue.Of("12"), ValueOf("x ^= 12"));
        Assert.Equal(AttributeValue.Of("1*"), ValueOf("x ~ 1*"));
    }

    [Theory]
    [InlineData("2026-01-31", 1_769_817_600_000)]
    [InlineData("2026-01-31T12:00Z", 1_769_860_800_000)]
    [InlineData("2026-01-31T12:00:00", 1_769_860_800_000)]
    [InlineData("2026-01-31T14:00:00.5+02:00", 1_769_860_800_500)]
    [InlineData("\"2026-01-31\"", 1_769_817_600_000)]
    public void Instants_are_read_and_are_UTC_unless_they_say_other(string text, long ms) =>
        Assert.Equal(new TimeCondition(DeviceTimeField.FirstSeen, DeviceOperator.Less, FilterTime.At(ms)), DeviceFilterParser.Parse($"first_seen < {text}"));

    [Theory]
    [InlineData("90s ago", 90)]
    [InlineData("30m AGO", 1800)]
    [InlineData("6h ago", 21_600)]
    [InlineData("2d ago", 172_800)]
    [InlineData("1w ago", 604_800)]
    public void Times_may_be_said_from_now_back(string text, long seconds) =>
        Assert.Equal(new TimeCondition(DeviceTimeField.LastSeen, DeviceOperator.Greater, FilterTime.Ago(seconds * 1000)), DeviceFilterParser.Parse($"last_seen > {text}"));

    [Theory]
    [InlineData("and", "and")]
    [InlineData("not", "not")]
    [InlineData("\"a \\\"b\\\" \\\\\"", "a \"b\" \\")]
    public void A_value_may_be_any_word_or_string(string written, string value) =>
        Assert.Equal(new FieldCondition(DeviceField.Nickname, DeviceOperator.Equal, [value]), DeviceFilterParser.Parse($"nickname = {written}"));

    [Theory]
    [InlineData("serial x 1", 8, "expected an operator")]
    [InlineData("serial =", 9, "expected a value, found the end")]
    [InlineData("serial = a cohort = b", 12, "expected 'and', 'or' or the end, found 'cohort'")]
    [InlineData("serial = a and", 15, "expected a field")]
    [InlineData("colour", 7, "expected an operator")]
    [InlineData("\"no key\" = 1", 1, "neither a field nor a key")]
    [InlineData("attribute. = 1", 12, "expected a key behind 'attribute.'")]
    [InlineData("serial = \"a", 10, "does not end")]
    [InlineData("serial = \"a\\n\"", 12, "backslash")]
    [InlineData("serial = a;drop", 11, "double quotes")]
    [InlineData("serial = \"a\0\"", 12, "U+0000")]
    [InlineData("serial = a*", 10, "stand for other characters behind ~ only")]
    [InlineData("serial ! a", 8, "not expected")]
    [InlineData("= a", 1, "expected a field")]
    [InlineData("(serial = a", 12, "expected 'and', 'or' or ')'")]
    [InlineData("serial = a)", 11, "expected 'and', 'or' or the end")]
    [InlineData("not", 4, "expected a field")]
    [InlineData("serial not a", 12, "expected 'in'")]
    [InlineData("serial in a", 11, "expected '('")]
    [InlineData("serial in ()", 12, "expected a value")]
    [InlineData("serial in (a b)", 14, "expected ',' or ')'")]
    [InlineData("last_seen ^= x", 11, "expected an operator for times")]
    [InlineData("last_seen in (2026-01-01)", 11, "expected an operator for times")]
    [InlineData("last_seen > yesterday", 13, "expected a time")]
    [InlineData("last_seen > 2y ago", 13, "expected a time")]
    [InlineData("last_seen > 2d", 15, "expected 'ago', found the end")]
    [InlineData("last_seen > 99999w ago", 13, "longer ago than 100 years")]
    [InlineData("last_seen > 2026-02-30", 13, "expected a time")]
    [InlineData("last_seen > 0001-01-01T00:00:00+14:00", 13, "expected a time")]
    [InlineData("charging < true", 10, "expected an operator for true and false")]
    [InlineData("build in (1, \"a\")", 14, "of one type")]
    [InlineData("any(soc, 7d)", 8, "expected an operator for numbers")]
    [InlineData("any(soc ~ 5, 7d)", 9, "expected an operator for numbers")]
    [InlineData("any(soc < low, 7d)", 11, "expected a number, found 'low'")]
    [InlineData("any(soc < \"5\", 7d)", 11, "expected a number")]
    [InlineData("any(soc < 5 7d)", 13, "expected ','")]
    [InlineData("any(soc < 5, 7)", 14, "expected a length of time")]
    [InlineData("any(soc < 5, 0d)", 14, "expected a length of time")]
    [InlineData("any(soc < 5, 91d)", 14, "at most 90d")]
    [InlineData("any(soc < 5, 7d", 16, "expected ')', found the end")]
    [InlineData("avg(soc < 5, 7d)", 9, "expected ','")]
    [InlineData("avg(soc, 7d)", 13, "expected an operator for numbers")]
    [InlineData("avg(, 7d) > 1", 5, "expected the key of a metric")]
    [InlineData("avg(attribute.soc, 7d) > 1", 5, "an attribute has no reports")]
    public void An_error_names_the_column(string text, int column, string problem)
    {
        var e = Assert.Throws<DeviceFilterException>(() => DeviceFilterParser.Parse(text));

        Assert.Equal(column, e.Column);
        Assert.StartsWith($"column {column}: ", e.Message);
        Assert.Contains(problem, e.Message);
    }

    [Fact]
    public void Length_conditions_lists_and_depth_are_bounded()
    {
        Refused(new string('a', DeviceFilterParser.MaxLength + 1), "is longer than");
        var conditions = string.Join(" or ", Enumerable.Repeat("serial=a", DeviceFilterParser.MaxConditions));
        Assert.Equal(DeviceFilterParser.MaxConditions, Assert.IsType<AnyOfFilter>(DeviceFilterParser.Parse(conditions)).Filters.Count);
        Refused($"{conditions} or serial=a", "at most 32 conditions");
        var values = string.Join(',', Enumerable.Repeat("a", DeviceFilterParser.MaxListValues));
        Assert.Equal(DeviceFilterParser.MaxListValues, Assert.IsType<FieldCondition>(DeviceFilterParser.Parse($"serial in ({values})")).Values.Count);
        Refused($"serial in ({values}) and cohort in (a)", "at most 200 values");
        Assert.Equal(A, DeviceFilterParser.Parse($"{new string('(', DeviceFilterParser.MaxDepth)}serial = a{new string(')', DeviceFilterParser.MaxDepth)}"));
        var windows = string.Join(" or ", Enumerable.Repeat("any(soc < 5, 7d)", DeviceFilterParser.MaxWindows));
        Assert.Equal(DeviceFilterParser.MaxWindows, DeviceFilterParser.Parse(windows).WindowConditions.Count());
        Refused($"{windows} or max(soc, 1h) > 5", "at most 8 windows");
        Refused(new string('(', DeviceFilterParser.MaxDepth + 1), "nested deeper");
        Refused(string.Concat(Enumerable.Repeat("not ", DeviceFilterParser.MaxDepth + 1)), "nested deeper");
        Assert.NotNull(DeviceFilterParser.Parse(string.Join(" and ", Enumerable.Repeat("not (serial = a)", DeviceFilterParser.MaxDepth + 1))));
    }

    [Theory]
    [InlineData("any(SOC < 5, 7d)", WindowFunction.Any, DeviceOperator.Less, 5, 604_800)]
    [InlineData("ALL ( metric.soc!=-1.5,30m )", WindowFunction.All, DeviceOperator.NotEqual, -1.5, 1800)]
    [InlineData("avg(\"soc\", 24h) >= 80", WindowFunction.Average, DeviceOperator.GreaterOrEqual, 80, 86_400)]
    [InlineData("count(metric.\"soc\", 2w) = 0", WindowFunction.Count, DeviceOperator.Equal, 0, 1_209_600)]
    public void A_window_is_a_function_of_a_metric_and_a_length(string text, WindowFunction function, DeviceOperator comparison, double value, long seconds) =>
        Assert.Equal(new WindowCondition(function, "soc", comparison, value, seconds * 1000), DeviceFilterParser.Parse(text));

    [Fact]
    public void The_name_of_a_function_is_a_key_where_no_parenthesis_follows() =>
        Assert.Equal(new LatestCondition(LatestSource.Either, "max", DeviceOperator.Equal, [AttributeValue.Of(3)]), DeviceFilterParser.Parse("max = 3"));

    [Fact]
    public void Any_value_survives_quoting() =>
        Gen.String.Where(value => value.Length <= 1000 && !value.Contains('\0') && value.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar)).Sample(value =>
        {
            var condition = new FieldCondition(DeviceField.Nickname, DeviceOperator.Equal, [value]);
            return DeviceFilterParser.Parse(condition.ToString()) == condition;
        });

    [Fact]
    public void A_written_filter_is_read_as_the_same() =>
        Gen.OneOf(DeviceFilterGen.Filter, DeviceFilterGen.Window).Sample(filter => DeviceFilterParser.Parse(filter.ToString()!) == filter);

    [Fact]
    public void Any_text_is_a_filter_or_an_error_with_a_column() =>
        Gen.OneOf(
            Gen.String[Gen.Char["aserial=!^\"\\ .and()<>~*,"], 0, 40],
            DeviceFilterGen.OneOf("serial", "last_seen", "os", "attribute.", "\"a\"", "=", "<", "~", "in", "not", "(", ")", ",", "and", "or", "2d", "ago", "1", "true", "2026-01-01", "9999-12-31T23:59:59.9999999-14:00", "0s", "999999999999999999999w", "any", "avg").Array[0, 12].Select(words => string.Join(' ', words)))
            .Sample(text =>
            {
                try
                {
                    DeviceFilterParser.Parse(text).ToString();
                }
                catch (DeviceFilterException e)
                {
                    Assert.InRange(e.Column, 1, text.Length + 1);
                }
            });

    /// <summary>Those of the command line's help, the page and the documents.</summary>
    [Theory]
    [InlineData("software_version < 1.4")]
    [InlineData("cohort = beta and software_version < 1.4")]
    [InlineData("cohort in (alpha, beta) and not battery_pct >= 20")]
    [InlineData("last_seen < 2d ago or metric.battery_pct < 20")]
    [InlineData("serial ~ SN-*-7? and attribute.region not in (eu, us)")]
    [InlineData("cohort = default and software_version < 1.4 and last_seen > 2d ago")]
    [InlineData("cohort = default and software_version < 1.4 and not (last_seen < 2d ago or battery_pct < 20)")]
    [InlineData("attribute.\"net/state\" = up")]
    [InlineData("any(battery_soc_pct < 5, 7d) and avg(cpu_usage_pct, 24h) > 80")]
    [InlineData("\"serial\" = 7")]
    public void Examples_are_filters(string text) => Assert.NotEqual(DeviceFilter.Any, DeviceFilterParser.Parse(text));

    private static AttributeValue ValueOf(string text) => Assert.Single(Assert.IsType<LatestCondition>(DeviceFilterParser.Parse(text)).Values);

    private static void Refused(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<DeviceFilterException>(() => DeviceFilterParser.Parse(text)).Message);
}
