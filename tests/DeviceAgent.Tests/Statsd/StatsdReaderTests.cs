using System.Globalization;
using CsCheck;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Statsd;

public sealed class StatsdReaderTests
{
    [Fact]
    public void Text_of_the_python_client_is_read()
    {
        Assert.Equal([new Sample("py.req", MetricKind.Counter, 1)], Samples.Of("py.req:1|c"));
        Assert.Equal([new Sample("py.req", MetricKind.Counter, 5, Rate: 0.999)], Samples.Of("py.req:5|c|@0.999"));
        Assert.Equal([new Sample("py.temp", MetricKind.Gauge, 21.5)], Samples.Of("py.temp:21.5|g"));
        Assert.Equal([new Sample("py.temp", MetricKind.Gauge, -2, IsDelta: true)], Samples.Of("py.temp:-2|g"));
        Assert.Equal([new Sample("py.lat", MetricKind.Timer, 12.3)], Samples.Of("py.lat:12.300000|ms"));
        Assert.Equal([new Sample("py.u", MetricKind.Set, Member: "a b")], Samples.Of("py.u:a b|s"));
        Assert.Equal([new Sample("py.a", MetricKind.Counter, 1), new Sample("py.b", MetricKind.Gauge, 3)], Samples.Of("py.a:1|c\npy.b:3|g"));
    }

    [Fact]
    public void Text_of_the_hot_shots_client_is_read()
    {
        Assert.Equal([new Sample("hs.req", MetricKind.Counter, 1, Tags: "env:t,a:b")], Samples.Of("hs.req:1|c|#env:t,a:b"));
        Assert.Equal([new Sample("hs.g", MetricKind.Gauge, 1.5, Tags: "env:t")], Samples.Of("hs.g:1.5|g|#env:t"));
        Assert.Equal([new Sample("hs.t", MetricKind.Timer, 42, Tags: "env:t")], Samples.Of("hs.t:42|ms|#env:t"));
        Assert.Equal([new Sample("hs.h", MetricKind.Histogram, 3, Tags: "env:t")], Samples.Of("hs.h:3|h|#env:t"));
        Assert.Equal([new Sample("hs.d", MetricKind.Histogram, 4, Tags: "env:t")], Samples.Of("hs.d:4|d|#env:t"));
        Assert.Equal([new Sample("hs.s", MetricKind.Set, Member: "x", Tags: "env:t")], Samples.Of("hs.s:x|s|#env:t"));
        Assert.Equal(3, Samples.Of("buf.0:1|c\nbuf.1:1|c\nbuf.2:1|c").Count);
    }

    [Fact]
    public void Events_and_service_checks_are_counted_as_unsupported()
    {
        var counters = new AgentCounters();
        Assert.Empty(Samples.Of("_e{8,4}:hs.title|text|#env:t\n_sc|hs.svc|0|#env:t", counters));
        Assert.Equal(2, counters[AgentCounter.StatsdUnsupported]);
    }

    [Fact]
    public void A_packed_line_gives_one_sample_per_value()
    {
        Assert.Equal(
            [new Sample("a", MetricKind.Histogram, 1), new Sample("a", MetricKind.Histogram, 2.5), new Sample("a", MetricKind.Histogram, -3)],
            Samples.Of("a:1:2.5:-3|h"));
    }

    [Fact]
    public void A_member_of_a_set_may_hold_colons() =>
        Assert.Equal([new Sample("hosts", MetricKind.Set, Member: "fe80::1")], Samples.Of("hosts:fe80::1|s"));

    [Fact]
    public void Sections_that_are_not_known_are_passed_over() =>
        Assert.Equal(
            [new Sample("a", MetricKind.Counter, 1, Rate: 0.5, Tags: "x:y")],
            Samples.Of("a:1|c|@0.5|#x:y|c:83c0a99c0a54|T1656581400|e:it-false"));

    [Fact]
    public void Keys_are_folded_to_lower_case() => Assert.Equal("my.app/req-1", Samples.Of("My.App/Req-1:1|c")[0].Key);

    [Theory]
    [InlineData("no colon")]
    [InlineData("a:1")]
    [InlineData("a|c")]
    [InlineData("a:|c")]
    [InlineData("a:x|c")]
    [InlineData("a:1e|c")]
    [InlineData("a:.|c")]
    [InlineData("a:-|g")]
    [InlineData("a:1|c|@0")]
    [InlineData("a:1|c|@2")]
    [InlineData("a:1|c|@x")]
    [InlineData("a:1|c|@nan")]
    [InlineData("a:0x10|c")]
    [InlineData("a:1,5|g")]
    public void A_line_that_is_none_is_counted_and_costs_no_other(string line)
    {
        var counters = new AgentCounters();
        Assert.Equal([new Sample("b", MetricKind.Counter, 1), new Sample("c", MetricKind.Gauge, 2)], Samples.Of($"b:1|c\n{line}\nc:2|g\n", counters));
        Assert.Equal(1, counters[AgentCounter.StatsdMalformed]);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("Infinity")]
    [InlineData("1e25")]
    [InlineData("-1e300")]
    [InlineData("1e999")]
    public void A_value_that_no_metric_may_have_is_refused_and_counted(string value)
    {
        var counters = new AgentCounters();
        Assert.Empty(Samples.Of($"a:{value}|g", counters));
        Assert.Equal(1, counters[AgentCounter.StatsdRefusedValues]);
    }

    [Theory]
    [InlineData("tg,k=v:1|c")]
    [InlineData(":1|c")]
    [InlineData("a b:1|c")]
    [InlineData("ä:1|c")]
    public void A_key_that_is_none_is_counted(string line)
    {
        var counters = new AgentCounters();
        Assert.Empty(Samples.Of(line, counters));
        Assert.Equal(1, counters[AgentCounter.StatsdInvalidKeys] + counters[AgentCounter.StatsdMalformed]);
    }

    [Fact]
    public void A_key_of_more_than_128_characters_is_counted()
    {
        var counters = new AgentCounters();
        Assert.Single(Samples.Of(new string('k', 128) + ":1|c", counters));
        Assert.Empty(Samples.Of(new string('k', 129) + ":1|c", counters));
        Assert.Equal(1, counters[AgentCounter.StatsdInvalidKeys]);
    }

    [Fact]
    public void An_unknown_type_is_counted()
    {
        var counters = new AgentCounters();
        Assert.Empty(Samples.Of("a:1|m\na:1|\na:1|cc", counters));
        Assert.Equal(3, counters[AgentCounter.StatsdUnknownTypes]);
    }

    [Fact]
    public void Numbers_are_read_to_the_bit() => Gen.Double.Where(value => Math.Abs(value) <= MetricLimits.MaxMagnitude).Sample(value =>
    {
        foreach (var format in (string[])["R", "F3", "E5"])
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (text.Length < 100)
            {
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), Samples.Of($"a:{text}|h")[0].Value);
            }
        }
    });

    [Fact]
    public void Short_decimals_are_read_to_the_bit() => Gen.Select(Gen.Long[-999_999_999_999, 999_999_999_999], Gen.Int[0, 11]).Sample((digits, decimals) =>
    {
        var text = (digits / (decimal)Math.Pow(10, decimals)).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), Samples.Of($"a:{text}|h")[0].Value);
    });

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(bytes => Samples.Of(bytes));

    [Fact]
    public void Random_lines_of_statsd_characters_never_throw() =>
        Gen.String[Gen.Char[":|@#cgmsh1.-+\n\re_{"], 0, 60].Sample(text => Samples.Of(text));
}
