using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Statsd;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Statsd;

public sealed class StatsdIntakeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly MetricAggregator _aggregator;
    private readonly StatsdIntake _intake;

    public StatsdIntakeTests()
    {
        _aggregator = new MetricAggregator(_time, _counters);
        var tags = new TagKeys(new Dictionary<string, IReadOnlyList<string>> { ["HTTP.requests"] = ["method", "code"] });
        _intake = new StatsdIntake(_aggregator, tags, _counters, _log.Log, _time);
    }

    [Fact]
    public void Listed_tags_become_part_of_the_key_and_others_are_counted()
    {
        Take("http.requests:1|c|#host:a,method:GET,code:200");
        Take("http.requests:1|c|#code:200");
        Take("other:1|c|#method:GET,host:a");

        var interval = _aggregator.Close();
        Assert.Equal(["http.requests/code:200", "http.requests/method:get/code:200", "other"], interval.Columns.Select(column => column.Key));
        Assert.Equal(3, _counters[AgentCounter.StatsdTagsDropped]);
    }

    [Fact]
    public void A_tag_value_with_characters_that_no_key_has_is_written_with_underscores()
    {
        Take("http.requests:1|c|#method:GET /x");
        Assert.Equal("http.requests/method:get_/x", _aggregator.Close().Columns[0].Key);
    }

    [Fact]
    public void A_key_that_grows_too_long_by_its_tags_is_counted()
    {
        Take($"http.requests:1|c|#method:{new string('x', 120)}");
        Assert.Empty(_aggregator.Close().Columns);
        Assert.Equal(1, _counters[AgentCounter.StatsdInvalidKeys]);
    }

    [Fact]
    public void What_cannot_be_read_is_said_once_a_minute()
    {
        Take("bad\x1bline");
        Take("worse line");
        Assert.Contains("bad", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("worse", _log.Text, StringComparison.Ordinal);

        _time.Advance(StatsdIntake.ComplaintInterval);
        Take("worse line");
        Assert.Contains("worse", _log.Text, StringComparison.Ordinal);
        Assert.Equal(3, _counters[AgentCounter.StatsdMalformed]);
    }

    [Fact]
    public void Samples_and_packets_are_counted()
    {
        Take("a:1|c\nb:2:3|h");
        Take("a:1|c");
        Assert.Equal(2, _counters[AgentCounter.StatsdPackets]);
        Assert.Equal(4, _counters[AgentCounter.StatsdSamples]);
        Assert.Equal([MetricValue.Scalar(2).Value, 5], _aggregator.Close().Values.Select(value => value.Value));
    }

    [Fact]
    public void Taking_known_keys_allocates_nothing()
    {
        var packet = "a:1|c\nb:2.5|g\nc:3|ms\nd:4|h|@0.5|#x:y\ne:member|s"u8.ToArray();
        for (var i = 0; i < 1000; i++)
        {
            _intake.Take(packet);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _intake.Take(packet);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Take(string packet) => _intake.Take(Encoding.UTF8.GetBytes(packet));
}
