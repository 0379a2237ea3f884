using CsCheck;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;

namespace Fleet.Domain.Tests.Devices.Filters;

public sealed class DeviceFilterTests
{
    private const long NowMs = 1_790_000_000_000;
    private const long DayMs = 86_400_000;

    private static readonly DeviceFacts Device = Facts();

    [Theory]
    [InlineData("", true)]
    [InlineData("serial = SN-1", true)]
    [InlineData("serial = sn-1", false)]
    [InlineData("serial != SN-1", false)]
    [InlineData("serial ^= SN-", true)]
    [InlineData("serial ^= N-", false)]
    [InlineData("serial ~ S?-*", true)]
    [InlineData("serial ~ SN", false)]
    [InlineData("cohort > alpha and cohort < gamma", true)]
    [InlineData("cohort >= beta and cohort <= beta", true)]
    [InlineData("cohort in (alpha, beta)", true)]
    [InlineData("cohort not in (alpha, beta)", false)]
    [InlineData("cohort not in (alpha, gamma)", true)]
    [InlineData("hardware_version < 9", true)]
    [InlineData("software_version > 1.9", true)]
    [InlineData("software_version < 1.10", true)]
    [InlineData("software_version >= 1.10-rc1", true)]
    [InlineData("software_version <= 1.10-rc1", true)]
    public void Texts_compare_by_their_order(string text, bool expected) => Assert.Equal(expected, Matches(text));

    [Theory]
    [InlineData("last_seen > 2d ago", true)]
    [InlineData("last_seen > 1d ago", false)]
    [InlineData("last_seen >= 1d ago", true)]
    [InlineData("last_seen = 24h ago", true)]
    [InlineData("last_seen != 24h ago", false)]
    [InlineData("first_seen < 2026-01-01", false)]
    [InlineData("first_seen <= 2026-01-01", true)]
    public void Times_compare_with_instants_and_with_now(string text, bool expected) => Assert.Equal(expected, Matches(text));

    [Theory]
    [InlineData("os = linux", true)]
    [InlineData("attribute.os = linux", true)]
    [InlineData("metric.os = linux", false)]
    [InlineData("os ^= lin", true)]
    [InlineData("os ~ *x", true)]
    [InlineData("os > kernel", true)]
    [InlineData("slots = 2", true)]
    [InlineData("slots = 2.0", true)]
    [InlineData("slots > 1", true)]
    [InlineData("slots < 10", true)]
    [InlineData("slots in (1, 2)", true)]
    [InlineData("slots not in (1, 2)", false)]
    [InlineData("slots not in (1, 3)", true)]
    [InlineData("locked = true", true)]
    [InlineData("locked != true", false)]
    [InlineData("locked in (false, true)", true)]
    [InlineData("battery_pct < 20", true)]
    [InlineData("metric.battery_pct >= 12.5", true)]
    [InlineData("attribute.battery_pct < 20", false)]
    [InlineData("both = attribute", true)]
    [InlineData("metric.both = metric", true)]
    [InlineData("removed = 7", true)]
    [InlineData("attribute.removed != 7", false)]
    public void Latest_values_compare_in_their_type(string text, bool expected) => Assert.Equal(expected, Matches(text));

    [Theory]
    [InlineData("unknown = 1")]
    [InlineData("unknown != 1")]
    [InlineData("unknown not in (1, 2)")]
    [InlineData("metric.unknown < 1")]
    [InlineData("slots = \"2\"")]
    [InlineData("slots != \"3\"")]
    [InlineData("slots != true")]
    [InlineData("os != 1")]
    [InlineData("locked != 0")]
    [InlineData("never_said != 1")]
    public void A_value_that_is_missing_or_of_another_type_matches_nothing_but_its_negation(string text)
    {
        Assert.False(Matches(text));
        Assert.True(Matches($"not ({text})"));
    }

    [Fact]
    public void Higher_planes_come_after_all_else()
    {
        Assert.True(CodePointOrder.Instance.Compare("\uFFFD", "😀") < 0);
        Assert.True(CodePointOrder.Instance.Compare("a", "ab") < 0);
        Assert.True(CodePointOrder.Instance.Compare("😀", "😁") < 0);
        Assert.Equal(0, CodePointOrder.Instance.Compare("é", "é"));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "😀", true)]
    [InlineData("??", "😀", false)]
    [InlineData("*a*b", "xaxbxb", true)]
    [InlineData("*a*b", "xaxbx", false)]
    [InlineData("a**", "a", true)]
    [InlineData("[a]", "a", false)]
    public void A_pattern_is_of_the_whole_text(string pattern, string text, bool expected) => Assert.Equal(expected, new GlobPattern(pattern).Matches(text));

    [Fact]
    public void A_pattern_matches_what_a_regular_expression_does() =>
        Gen.Select(Gen.String[Gen.Char["ab*?"], 0, 8], Gen.String[Gen.Char["ab"], 0, 10]).Sample((pattern, text) =>
        {
            var expression = string.Concat(pattern.Select(c => c switch { '*' => ".*", '?' => ".", _ => $"{c}" }));
            return new GlobPattern(pattern).Matches(text)
                == System.Text.RegularExpressions.Regex.IsMatch(text, $@"\A{expression}\z", System.Text.RegularExpressions.RegexOptions.NonBacktracking, TimeSpan.FromSeconds(10));
        });

    [Fact]
    public void Not_and_or_follow_the_laws_of_logic() =>
        Gen.Select(DeviceFilterGen.Device, DeviceFilterGen.Filter, DeviceFilterGen.Filter).Sample((device, a, b) =>
        {
            bool Holds(DeviceFilter filter) => filter.Matches(device, DeviceFilterGen.NowMs);
            return Holds(new NotFilter(a)) == !Holds(a)
                && Holds(new NotFilter(new AllOfFilter([a, b]))) == Holds(new AnyOfFilter([new NotFilter(a), new NotFilter(b)]))
                && Holds(new AnyOfFilter([a, b])) == (Holds(a) || Holds(b));
        });

    private static bool Matches(string text) => DeviceFilterParser.Parse(text).Matches(Device, NowMs);

    private static DeviceFacts Facts()
    {
        var latest = new LatestValues();
        latest.SetAttribute("os", 1, AttributeValue.Of("linux"));
        latest.SetAttribute("slots", 1, AttributeValue.Of(2));
        latest.SetAttribute("locked", 1, AttributeValue.Of(true));
        latest.SetAttribute("both", 1, AttributeValue.Of("attribute"));
        latest.SetAttribute("removed", 1, AttributeValue.None);
        latest.Set(1, 1, MetricValue.Scalar(12.5));
        latest.Set(2, 1, MetricValue.OfText("metric"));
        latest.Set(3, 1, MetricValue.Scalar(7));
        return new DeviceFacts
        {
            Serial = "SN-1",
            Cohort = "beta",
            HardwareVersion = "10",
            SoftwareVersion = "1.10-rc1",
            FirstSeenMs = DateTimeOffset.Parse("2026-01-01T00:00:00Z").ToUnixTimeMilliseconds(),
            LastSeenMs = NowMs - DayMs,
            LatestValues = latest,
            Metrics = new Dictionary<string, StoredMetric> { ["battery_pct"] = new(1), ["both"] = new(2), ["removed"] = new(3), ["never_said"] = new(4) },
        };
    }
}
