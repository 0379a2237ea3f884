using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Fluent;
using Fleet.DeviceAgent.Memory;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Telemetry;
using Fleet.DeviceAgent.Tests.Logs;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Fleet.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Memory;

[Collection(nameof(UndisturbedCollection))]
public sealed class MemoryWatchTests
{
    private const long Limit = 800;

    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _shed = [];
    private readonly Dictionary<string, long> _there = new() { ["first"] = 0, ["second"] = 3, ["third"] = 5 };
    private readonly MemoryWatch _watch;
    private long _resident;
    private int _resumed;

    public MemoryWatchTests() => _watch = new MemoryWatch(
        Limit,
        () => _resident,
        [Step("first", AgentCounter.MemoryShedTelemetry), Step("second", AgentCounter.MemoryShedConnections), Step("third", AgentCounter.MemoryFrozenMetrics)],
        () => _resumed++,
        _counters,
        _log.Log);

    [Fact]
    public void Within_the_limit_nothing_is_given_up()
    {
        LookAt(Limit);
        Assert.Empty(_shed);
        Assert.Equal(0, _counters[AgentCounter.MemoryOverLimit]);
        Assert.Equal(0, _resumed);
    }

    [Fact]
    public void Each_look_above_it_gives_up_one_thing_more_and_what_came_again()
    {
        LookAt(Limit + 1);
        Assert.Equal(["second"], _shed);
        LookAt(Limit + 1);
        Assert.Equal(["second", "third"], _shed);
        _there["second"] = 4;
        _there["first"] = 1;
        LookAt(Limit + 1);
        Assert.Equal(["second", "third", "first", "second"], _shed);
        LookAt(Limit + 1);
        Assert.Equal(4, _shed.Count);
        Assert.Equal(4, _counters[AgentCounter.MemoryOverLimit]);
        Assert.Equal((1, 7, 5), (_counters[AgentCounter.MemoryShedTelemetry], _counters[AgentCounter.MemoryShedConnections], _counters[AgentCounter.MemoryFrozenMetrics]));
    }

    [Fact]
    public void What_was_given_up_is_taken_up_again_well_below_the_limit_and_then_the_order_begins_anew()
    {
        LookAt(Limit + 1);
        LookAt(Limit + 1);
        LookAt(Limit - (Limit / 8) + 1);
        Assert.Equal(0, _resumed);
        LookAt(Limit - (Limit / 8));
        LookAt(Limit - (Limit / 8));
        Assert.Equal(1, _resumed);
        _there["first"] = _there["second"] = 1;
        LookAt(Limit + 1);
        Assert.Equal(["second", "third", "first"], _shed);
    }

    [Fact]
    public void A_ring_that_is_given_up_frees_its_memory_and_begins_anew()
    {
        var aggregator = new MetricAggregator(_time, _counters);
        var ring = new TelemetryRing(new TelemetryOptions(["*"], TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)), aggregator);
        for (var i = 0; i < TelemetryRing.MaxSeries; i++)
        {
            Add(aggregator, $"gauge.{i}");
        }

        ring.Take(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(TelemetryRing.MaxSeries * 36_000, ring.Shed());
        var freed = before - GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(freed, TelemetryRing.MaxSeries * 36_000L * sizeof(double) / 2, long.MaxValue);
        ring.Take(2);
        Assert.Empty(ring.Read(0, 10, step => step, 0));
        Assert.Equal(0, ring.Shed());

        ring.Resume();
        ring.Take(5);
        var block = Assert.Single(ring.Read(0, 10, step => step, 0));
        Assert.Equal(TelemetryRing.MaxSeries, block.Series.Count);
        Assert.Equal(5, block.StartMs + block.Series[0].Values.ToList().FindIndex(value => value is not null));
    }

    [Fact]
    public async Task Connections_that_are_closed_are_served_no_longer_the_silent_ones_first()
    {
        const int Held = 200_000;
        ServedStreams? served = null;
        using var fixture = new ListenerFixture(intake => served = new ServedStreams(new FluentBitProtocol(intake)));
        var peers = new List<TcpClient>();
        for (var i = 0; i < 8; i++)
        {
            var peer = new TcpClient();
            peers.Add(peer);
            await peer.ConnectAsync(fixture.EndPoint, TestContext.Current.CancellationToken);

            // A record that holds a text which does not end.
            await peer.GetStream().WriteAsync(new byte[] { 0x92, 0x01, 0x81, 0xa1, 0x6d, 0xdb, 0, 4, 0, 0 }, TestContext.Current.CancellationToken);
            await peer.GetStream().WriteAsync(new byte[Held], TestContext.Current.CancellationToken);
        }

        await served!.WaitAsync(() => served.Bytes == peers.Count * (Held + 10));
        Assert.Equal(0, fixture.Listener.Close(TimeSpan.FromSeconds(10)));
        fixture.Time.Advance(TimeSpan.FromSeconds(11));
        await peers[0].GetStream().WriteAsync(new byte[10], TestContext.Current.CancellationToken);
        await served.WaitAsync(() => served.Bytes == (peers.Count * (Held + 10)) + 10);
        Assert.Equal(peers.Count - 1, fixture.Listener.Close(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, fixture.Listener.Close(TimeSpan.Zero));
        Assert.Equal(0, fixture.Listener.Close(TimeSpan.Zero));
        await served.WaitAsync(() => served.Open == 0);
        peers.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public void Frozen_metrics_take_what_they_know_and_count_what_they_do_not()
    {
        var aggregator = new MetricAggregator(_time, _counters);
        Add(aggregator, "known");
        Observe(aggregator, 1);
        Member(aggregator, "a");
        Assert.True(aggregator.Freeze());
        Assert.False(aggregator.Freeze());
        Assert.True(Add(aggregator, "known"));
        Assert.False(Add(aggregator, "new"));
        Assert.True(Observe(aggregator, 1));
        Assert.False(Observe(aggregator, 1_000));
        Assert.True(Member(aggregator, "a"));
        Assert.False(Member(aggregator, "b"));
        Assert.Equal((1, 1, 1), (_counters[AgentCounter.KeysOverLimit], _counters[AgentCounter.BinsOverLimit], _counters[AgentCounter.SetMembersOverLimit]));
        aggregator.Thaw();
        Assert.True(Add(aggregator, "new") && Observe(aggregator, 1_000) && Member(aggregator, "b"));
    }

    [Fact]
    public async Task The_limit_is_where_the_kernel_would_begin_to_slow_the_service_down()
    {
        var unit = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "deploy", "systemd", "fleetd.service"), TestContext.Current.CancellationToken);
        Assert.Equal($"MemoryHigh={MemoryOptions.DefaultLimit >> 20}M", Regex.Match(unit, "^MemoryHigh=.*$", RegexOptions.Multiline, TimeSpan.FromSeconds(5)).Value);
    }

    private ShedStep Step(string name, AgentCounter counter) => new(name, counter, () =>
    {
        var there = _there[name];
        _there[name] = 0;
        if (there > 0)
        {
            _shed.Add(name);
        }

        return there;
    });

    private void LookAt(long resident)
    {
        _resident = resident;
        _watch.Look();
    }

    private bool Add(MetricAggregator aggregator, string key)
    {
        using (aggregator.EnterScope())
        {
            return aggregator.Add(System.Text.Encoding.ASCII.GetBytes(key), MetricKind.Gauge, 1, isDelta: false, 1, _time.GetTimestamp());
        }
    }

    private bool Observe(MetricAggregator aggregator, double value)
    {
        using (aggregator.EnterScope())
        {
            return aggregator.Add("timer"u8, MetricKind.Timer, value, isDelta: false, 1, _time.GetTimestamp());
        }
    }

    private static bool Member(MetricAggregator aggregator, string member)
    {
        using (aggregator.EnterScope())
        {
            return aggregator.AddMember("set"u8, System.Text.Encoding.ASCII.GetBytes(member));
        }
    }
}
