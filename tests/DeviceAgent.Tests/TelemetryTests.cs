using System.Diagnostics;
using System.Text;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Telemetry;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;

namespace Fleet.DeviceAgent.Tests;

public sealed class TelemetryTests : IDisposable
{
    private static readonly TelemetryOptions Options = new(["motor.*", "starts"], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private readonly SyncFixture _fixture = new();
    private readonly MetricAggregator _aggregator;
    private readonly TelemetryRing _ring;

    public TelemetryTests()
    {
        _aggregator = new MetricAggregator(_fixture.Time, _fixture.Counters);
        _ring = new TelemetryRing(Options, _aggregator);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_gauge_gives_its_level_and_a_counter_what_it_counted_since_the_step_before()
    {
        Add("motor.current", MetricKind.Gauge, 1.5);
        Add("starts", MetricKind.Counter, 7);
        Add("other", MetricKind.Gauge, 9);
        _ring.Take(100);
        Add("starts", MetricKind.Counter, 2);
        Add("starts", MetricKind.Counter, 1);
        _ring.Take(101);
        Add("motor.current", MetricKind.Gauge, 2.5);
        _aggregator.Close();
        _ring.Take(102);

        var block = Assert.Single(_ring.Read(100, 103, step => step * 1000, 5));
        Assert.Equal((100_000, 1_000, 5), (block.StartMs, block.StepMs, block.RequestId));
        Assert.Equal(["motor.current", "starts"], block.Series.Select(series => series.Key));
        Assert.Equal([1.5, 1.5, 2.5], block.Series[0].Values);

        // What was counted before the ring knew of it belongs to no step.
        Assert.Equal([0, 3, 0], block.Series[1].Values);
    }

    [Fact]
    public void Steps_that_were_missed_are_empty_and_old_ones_go()
    {
        Add("motor.current", MetricKind.Gauge, 1);
        for (var step = 0; step < 25; step++)
        {
            if (step is < 17 or > 19)
            {
                _ring.Take(step);
            }
        }

        var block = Assert.Single(_ring.Read(0, 1000, step => step, 0));
        Assert.Equal(15, block.StartMs);
        Assert.Equal([1, 1, null, null, null, 1, 1, 1, 1, 1], block.Series[0].Values);
        Assert.Empty(_ring.Read(0, 15, step => step, 0));
        Assert.Empty(_ring.Read(17, 20, step => step, 0));
    }

    [Fact]
    public void A_thousand_metrics_do_not_make_the_ring_grow_and_its_blocks_fit_an_entry()
    {
        var options = new TelemetryOptions(["*"], TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        var ring = new TelemetryRing(options, _aggregator);
        for (var i = 0; i < 1000; i++)
        {
            Add($"motor.{i:000}", MetricKind.Gauge, i + 0.1);
        }

        for (var step = 0; step < 3600; step++)
        {
            ring.Take(step);
        }

        var blocks = ring.Read(0, 3600, step => step * 1000, 0);
        Assert.All(blocks, block => Assert.Equal(TelemetryRing.MaxSeries, block.Series.Count));
        Assert.Equal(3600, blocks.Sum(block => block.Series[0].Values.Count));
        Assert.All(blocks, block => Assert.Equal(block.Series.Count, TelemetryBlock.Decode(block.Encode()).Series.Count));
        Assert.All(blocks, block => Assert.InRange(block.Encode().Length, 1, ProtocolLimits.MaxEntryBytes));
    }

    [Fact]
    public async Task A_request_gets_what_is_held_and_waits_for_what_is_to_come()
    {
        var clock = new DeviceClock(_fixture.Time);
        var system = new SystemMetrics(_aggregator, [], _fixture.Time, _fixture.Log.Log);
        var recorder = new TelemetryRecorder(Options, _ring, system, _fixture.Outbox, clock, _fixture.Counters);
        using var stop = new CancellationTokenSource();
        Add("motor.current", MetricKind.Gauge, 4);
        for (var second = 0; second < 5; second++)
        {
            Step();
        }

        var now = clock.WallMs;
        var request = new DeviceRequest(3, (int)RequestKind.Telemetry, now + 60_000, now - 2_000, now + 2_000, Guid.Empty);
        var answer = recorder.HandleAsync(request, stop.Token);
        Assert.False(answer.IsCompleted);
        Step();
        Step();
        Assert.Equal(new RequestAnswer(3, RequestOutcome.Done, "5 values"), await answer);
        await _fixture.SyncAsync();
        var block = TelemetryBlock.Decode(Assert.Single(_fixture.Server.Bodies(EntryType.Telemetry)));
        Assert.Equal((now - 2_000, 3), (block.StartMs, block.RequestId));
        Assert.Equal([4, 4, 4, 4, 4], Assert.Single(block.Series).Values);

        var old = request with { Id = 4, FromMs = now - 100_000, ToMs = now - 90_000 };
        Assert.Equal(RequestOutcome.NothingHeld, (await recorder.HandleAsync(old, stop.Token)).Outcome);

        // Before anybody who waits for the time sees it, as the recorder's own loop is not sure to do: it may be a step late.
        void Step()
        {
            _ring.Take((clock.UptimeMs / 1000) + 1);
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task What_was_around_a_crash_is_told_by_itself_and_once_for_several_at_a_time()
    {
        var clock = new DeviceClock(_fixture.Time);
        var system = new SystemMetrics(_aggregator, [], _fixture.Time, _fixture.Log.Log);
        var recorder = new TelemetryRecorder(Options, _ring, system, _fixture.Outbox, clock, _fixture.Counters);
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        var waited = Stopwatch.StartNew();
        var second = 0;
        while (second < 20)
        {
            Next();
        }

        var crash = clock.WallMs;
        recorder.AroundCrash(crash);
        recorder.AroundCrash(crash + 1);
        while (_fixture.Queue.Count == 0)
        {
            Next();
            await Task.Yield();
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30));
        }

        for (var more = second + 30; second < more;)
        {
            Next();
        }

        await stop.CancelAsync();
        await running;
        await _fixture.SyncAsync();
        var block = TelemetryBlock.Decode(Assert.Single(_fixture.Server.Bodies(EntryType.Telemetry)));
        Assert.Equal(0, block.RequestId);
        Assert.InRange(crash, block.StartMs, block.StartMs + (block.StepMs * block.Series[0].Values.Count));

        void Next()
        {
            Add("motor.current", MetricKind.Gauge, second++);
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task The_daemon_keeps_what_its_configuration_names_and_sends_it_when_asked()
    {
        using var server = new FakeServer();
        using var directory = new TempDirectory();
        File.WriteAllText(directory["fleetd.toml"], "[telemetry]\nmetrics = [\"uptime_s\"]\nstep = \"100ms\"\n");
        using var agent = await AgentProcess.StartAsync(AgentProcess.BuiltProgram, directory, server.Url, "--config", directory["fleetd.toml"]);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var request = new DeviceRequest(1, (int)RequestKind.Telemetry, now + 60_000, now - 60_000, now + 500, Guid.Empty);
        server.Answer = (sent, _) => server.Take(sent) with { ServerTimeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Requests = [request] };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (server.Bodies(EntryType.RequestAnswer).Count == 0)
        {
            Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(RequestOutcome.Done, RequestAnswer.Decode(Assert.Single(server.Bodies(EntryType.RequestAnswer))).Outcome);
        var series = Assert.Single(TelemetryBlock.Decode(Assert.Single(server.Bodies(EntryType.Telemetry))).Series);
        Assert.Equal("uptime_s", series.Key);
        Assert.Contains(series.Values, value => value > 0);
    }

    private void Add(string key, MetricKind kind, double value)
    {
        using (_aggregator.EnterScope())
        {
            Assert.True(_aggregator.Add(Encoding.ASCII.GetBytes(key), kind, value, isDelta: false, rate: 1, _fixture.Time.GetTimestamp()));
        }
    }
}
