using System.Text;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class CollectdIntakeTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly AgentCounters _counters = new();
    private readonly MetricAggregator _aggregator;
    private readonly CollectdIntake _intake;
    private readonly TypesDb _types = new();

    public CollectdIntakeTests()
    {
        _aggregator = new MetricAggregator(_time, _counters);
        _intake = new CollectdIntake(_aggregator, new KeepList(["*", "!dropped.*"]), _counters, _time);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void A_key_is_made_of_the_names_without_repeats()
    {
        var packet = new PacketBuilder()
            .Named("load", "load").Values(1, 0, 0, 0)
            .Named("memory", "memory").Name(0x0005, "used").Gauge(1)
            .Named("cpu", "cpu").Name(0x0003, "0").Name(0x0005, "user").Gauge(1)
            .Named("df", "df_complex").Name(0x0003, "mnt-data").Name(0x0005, "free").Gauge(1)
            .Named("interface", "if_octets").Name(0x0003, "eth0").Name(0x0005, "").Values(1, 0, 0)
            .Named("Thermal", "temperature").Name(0x0003, "Zone 0").Gauge(1)
            .Named("uptime", "uptime").Name(0x0003, "").Gauge(1)
            .Named("mine", "mine").Values(1, 0, 0).Bytes;
        Take(packet);
        Assert.Equal(
            [
                "cpu.0.user", "df.mnt-data.df_complex.free", "interface.eth0.if_octets.rx", "interface.eth0.if_octets.tx", "load.longterm", "load.midterm",
                "load.shortterm", "memory.used", "mine.0", "mine.1", "thermal.zone_0.temperature", "uptime",
            ],
            _aggregator.Close().Columns.Select(column => column.Key));
    }

    [Fact]
    public void A_list_without_names_or_with_too_long_a_key_is_counted()
    {
        Take(new PacketBuilder().Name(0x0002, "p").Gauge(1).Bytes);
        Take(new PacketBuilder().Name(0x0004, "t").Gauge(1).Bytes);
        Take(new PacketBuilder().Named("p", new string('x', ProtocolLimits.MaxKeyLength - 2)).Gauge(1).Bytes);
        Take(new PacketBuilder().Named("p", new string('x', NameField.MaxBytes)).Gauge(1).Bytes);
        Assert.Equal(3, _counters[AgentCounter.CollectdInvalidKeys]);
        Assert.Equal(ProtocolLimits.MaxKeyLength, Assert.Single(_aggregator.Close().Columns).Key.Length);
    }

    [Fact]
    public void Gauges_stay_gauges_and_totals_become_counters_of_their_increase()
    {
        foreach (var (gauge, total) in ((double, ulong)[])[(10, 1000), (30, 1500), (20, 1600)])
        {
            Take(List("g").Gauge(gauge).Bytes, List("d").Values(2, total).Bytes, List("c").Values(0, total).Bytes, List("a").Values(3, 5).Bytes);
            _time.Advance(Interval);
        }

        var values = Close();
        Assert.Equal(MetricValue.Gauge(20, 20, 10, 30), values["p.g"]);
        Assert.Equal(600, values["p.d"].Value);
        Assert.Equal(600, values["p.c"].Value);
        Assert.Equal(15, values["p.a"].Value);
        Assert.Equal(12, _counters[AgentCounter.CollectdValues]);
    }

    [Fact]
    public void The_first_value_of_a_total_gives_nothing()
    {
        Take(List("d").Values(2, 1000).Bytes);
        Assert.Empty(Close());
    }

    [Fact]
    public void A_total_that_was_set_back_gives_nothing_once()
    {
        foreach (var total in (ulong[])[1000, 1100, 20, 50])
        {
            Take(List("d").Values(2, total).Bytes, List("c").Values(0, total).Bytes);
            _time.Advance(Interval);
        }

        var values = Close();
        Assert.Equal(130, values["p.d"].Value);
        Assert.Equal(130, values["p.c"].Value);
        Assert.Equal(2, _counters[AgentCounter.CollectdResets]);
    }

    [Fact]
    public void A_value_that_comes_by_both_ways_or_late_counts_once()
    {
        byte[] first = List("d").Values(2, 100).Bytes, absolute = List("a").Values(3, 5).Bytes;
        Take(first, absolute);
        _time.Advance(Interval);
        byte[] second = List("d").Values(2, 150).Bytes, gauge = List("g").Gauge(7).Bytes;
        Take(second, second, first, absolute, absolute, gauge, gauge);

        var values = Close();
        Assert.Equal(50, values["p.d"].Value);
        Assert.Equal(5, values["p.a"].Value);
        Assert.Equal(7, values["p.g"].Value);
        Assert.Equal(5, _counters[AgentCounter.CollectdRepeated]);
    }

    [Fact]
    public void A_clock_that_is_set_back_for_hours_does_not_stop_the_values()
    {
        Take(List("d", Now + 86_400).Values(2, 100).Bytes);
        Take(List("d").Values(2, 130).Bytes);
        Assert.Equal(30, Close()["p.d"].Value);
    }

    [Fact]
    public void A_gauge_that_comes_late_counts_for_the_time_since_it_was_read()
    {
        Take(List("g").Gauge(0).Bytes);
        var halfWay = Now + 50;
        _time.Advance(TimeSpan.FromSeconds(100));
        Take(List("g", halfWay).Gauge(100).Bytes);
        Assert.Equal(MetricValue.Gauge(100, 50, 0, 100), Close()["p.g"]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e25)]
    public void A_gauge_that_no_metric_may_have_is_refused_and_counted(double value)
    {
        Take(List("g").Gauge(value).Bytes);
        Assert.Empty(Close());
        Assert.Equal(1, _counters[AgentCounter.CollectdRefusedValues]);
    }

    [Fact]
    public void What_is_not_kept_is_counted_and_takes_no_room()
    {
        Take(new PacketBuilder().Named("dropped", "t").Gauge(1).Gauge(2).Bytes);
        Assert.Empty(Close());
        Assert.Equal(2, _counters[AgentCounter.CollectdNotKept]);
        Assert.Equal(0, _counters[AgentCounter.CollectdValues]);
    }

    [Fact]
    public void Keys_without_end_take_memory_up_to_a_bound()
    {
        for (var i = 0; i < MetricAggregator.MaxProgramKeys + 100; i++)
        {
            Take(List($"total{i}").Values(2, 1).Bytes);
        }

        Assert.Equal(100, _counters[AgentCounter.KeysOverLimit]);
    }

    [Fact]
    public void A_key_that_changes_its_kind_is_counted()
    {
        Take(List("x").Gauge(1).Bytes);
        _time.Advance(Interval);
        Take(List("x").Values(3, 1).Bytes);
        Assert.Equal(1, _counters[AgentCounter.KindConflicts]);
        Assert.Equal(1, Close()["p.x"].Value);
    }

    [Fact]
    public void Taking_known_keys_allocates_nothing()
    {
        var list = new ValueList();
        list.Plugin.TrySet(Encoding.ASCII.GetBytes("cpu"));
        list.Type.TrySet(Encoding.ASCII.GetBytes("cpu"));
        list.TryAdd(CollectdValue.OfGauge(1));
        list.TimeMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < 1000; i++, list.TimeMs += 2)
        {
            _intake.Take(list);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++, list.TimeMs += 2)
        {
            _intake.Take(list);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000, _counters[AgentCounter.CollectdValues]);
    }

    private PacketBuilder List(string type, long? unixSeconds = null) => new PacketBuilder().Named("p", type).Time(unixSeconds ?? Now);

    private void Take(params byte[][] packets)
    {
        var list = new ValueList();
        foreach (var packet in packets)
        {
            var reader = new NetworkReader(packet, list, _counters);
            while (reader.TryRead())
            {
                _types.Name(list);
                _intake.Take(list);
            }
        }
    }

    /// <summary>What the interval's report has; without what has no value in it.</summary>
    private Dictionary<string, MetricValue> Close()
    {
        var interval = _aggregator.Close();
        return interval.Columns.Zip(interval.Values).Where(pair => pair.Second != MetricValue.Absent).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }
}
