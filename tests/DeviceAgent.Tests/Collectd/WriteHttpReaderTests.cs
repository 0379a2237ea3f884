using System.Text;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class WriteHttpReaderTests
{
    private const string Good = """{"values":[1],"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t"}""";

    private readonly AgentCounters _counters = new();

    [Fact]
    public void A_body_of_the_real_collectd_is_read_whole()
    {
        var lists = Lists.OfBody(Lists.CapturedBody, _counters);
        Assert.Equal(28, lists.Count);
        Assert.Equal("load-/load-@1795380174530 Gauge:shortterm=3.26708984375 Gauge:midterm=1.8857421875 Gauge:longterm=0.9365234375", lists[0]);
        Assert.Equal("interface-lo/if_octets-@1795380174530 Derive:rx=6793 Derive:tx=6793", lists[8]);
        Assert.Equal("statsd-/latency-myapp.lat-average@1795380184519 Gauge:value=0.0209999997168779", lists[^1]);
        Assert.Equal(0, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void Properties_come_in_any_order_with_others_between() => Assert.Equal(
        ["p-i/t-é@1500 Counter:a=18446744073709551615 Derive:b=-5"],
        Lists.OfBody("""
            [{"type_instance":"\u00e9","meta":{"x":[1,{"y":null}]},"dsnames":["a","b"],"dstypes":["counter","derive"],"type":"t","time":1.5,
              "plugin_instance":"i","interval":10.0,"values":[18446744073709551615,-5],"plugin":"p","host":"h"}]
            """, _counters));

    [Theory]
    [InlineData("derive", "1.5")]
    [InlineData("derive", "9223372036854775808")]
    [InlineData("counter", "-1")]
    [InlineData("absolute", "1e3")]
    [InlineData("counter", "null")]
    [InlineData("gauge", "null")]
    public void A_value_that_is_none_of_its_kind_is_not_a_number(string kind, string value) =>
        Assert.Equal(["p-/t-@ Gauge:=NaN"], Lists.OfBody($$"""[{"values":[{{value}}],"dstypes":["{{kind}}"],"dsnames":[""],"plugin":"p","type":"t"}]""", _counters));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"values":[],"dstypes":[],"dsnames":[],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":[1,2],"dstypes":["gauge"],"dsnames":["a","b"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":[1,2],"dstypes":["gauge","gauge"],"dsnames":["a"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":[1],"dstypes":["rate"],"dsnames":["value"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":["1"],"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":[[1]],"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":1,"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":{"a":1},"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t"}""")]
    [InlineData("""{"values":[1],"dstypes":["gauge"],"dsnames":["value"],"plugin":["p"],"type":"t"}""")]
    [InlineData("""{"values":[1],"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t","time":"now"}""")]
    [InlineData("""{"values":[1],"dstypes":["gauge"],"dsnames":["value"],"plugin":"p","type":"t","time":-1}""")]
    public void A_list_that_is_none_is_counted_and_costs_no_other(string broken)
    {
        Assert.Equal(2, Lists.OfBody($"[{Good},{broken},{Good}]", _counters).Count);
        Assert.Equal(1, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void Names_and_lists_that_are_too_long_are_counted_and_cost_no_other()
    {
        var name = Good.Replace("\"p\"", $"\"{new string('x', NameField.MaxBytes + 1)}\"", StringComparison.Ordinal);
        var endless = Good.Replace("\"p\"", $"\"{new string('x', 5000)}\"", StringComparison.Ordinal);
        var values = Good.Replace("[1]", $"[{string.Join(',', Enumerable.Repeat(1, ValueList.MaxValues + 1))}]", StringComparison.Ordinal);
        Assert.Equal(2, Lists.OfBody($"[{Good},{name},{endless},{values},{Good}]", _counters).Count);
        Assert.Equal(3, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void Notifications_are_counted_as_unsupported()
    {
        Assert.Single(Lists.OfBody($$"""[{"labels":{"host":"h"},"annotations":{"summary":"x"},"severity":"FAILURE"},{{Good}}]""", _counters));
        Assert.Equal(1, _counters[AgentCounter.CollectdUnsupported]);
        Assert.Equal(0, _counters[AgentCounter.CollectdMalformed]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[] x")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]")]
    [InlineData("""[{"plugin":"\ud800"}]""")]
    [InlineData("PUTVAL host/cpu/cpu interval=10 N:1")]
    public void A_body_that_is_none_is_counted_once(string body)
    {
        Assert.Empty(Lists.OfBody(body, _counters));
        Assert.Equal(1, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void Text_that_is_no_utf8_is_counted()
    {
        var body = Encoding.Latin1.GetBytes($"[{Good.Replace("\"p\"", "\"\u00ff\"", StringComparison.Ordinal)}]");
        Lists.OfBody(body, _counters);
        Assert.Equal(1, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void A_body_cut_at_any_byte_gives_the_lists_before_the_cut()
    {
        var body = Lists.CapturedBody;
        var whole = Lists.OfBody(body);
        var end = body.AsSpan().LastIndexOf((byte)']');
        for (var length = 0; length <= end; length++)
        {
            var counters = new AgentCounters();
            var lists = Lists.OfBody(body.AsSpan(0, length), counters);
            Assert.Equal(whole[..lists.Count], lists);
            Assert.Equal(1, counters[AgentCounter.CollectdMalformed]);
        }
    }

    [Fact]
    public void A_body_with_any_bytes_changed_never_throws()
    {
        var random = new Random(1);
        var body = Lists.CapturedBody;
        for (var round = 0; round < 10_000; round++)
        {
            var changed = body.ToArray();
            for (var change = random.Next(1, 10); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            Assert.InRange(Lists.OfBody(changed).Count, 0, 28);
        }
    }
}
