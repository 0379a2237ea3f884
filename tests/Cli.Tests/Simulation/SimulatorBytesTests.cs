using System.Buffers;
using Fleet.Cli.Simulation;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Simulation;

public sealed class SimulatorBytesTests
{
    private static readonly SimulationOptions Options = new()
    {
        Server = new Uri("http://localhost"),
        Key = "flt_key_x",
        Devices = 7,
        Metrics = 20,
        Distributions = 3,
        Reports = 4,
        Batch = 2,
        Versions = ["1.0.0", "1.1.0"],
        Backfill = TimeSpan.FromHours(4),
    };

    [Fact]
    public void Same_seed_and_start_give_the_same_bytes() => Assert.Equal(AllFrames(Options), AllFrames(Options));

    [Fact]
    public void Another_seed_gives_other_bytes() => Assert.NotEqual(AllFrames(Options), AllFrames(Options with { Seed = 2 }));

    [Fact]
    public void Another_start_gives_another_queue_of_the_same_device()
    {
        var first = SyncRequestCodec.Read(Frame(Options, device: 0, first: 1, last: 1, seconds: 0));
        var second = SyncRequestCodec.Read(Frame(Options, device: 0, first: 1, last: 1, seconds: 60));

        Assert.Equal(first.Device, second.Device);
        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.NotEqual(first.Origins[0].BootId, second.Origins[0].BootId);
        Assert.Equal(first.Entries[0].Body.ToArray(), second.Entries[0].Body.ToArray());
    }

    [Fact]
    public void Devices_are_distinct_and_versions_are_dealt_in_turn()
    {
        var requests = Enumerable.Range(0, Options.Devices).Select(d => SyncRequestCodec.Read(Frame(Options, d, 1, 1))).ToList();

        Assert.Equal(Options.Devices, requests.Select(r => r.Device.Serial).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Options.Devices, requests.Select(r => r.Epoch).Distinct().Count());
        Assert.Equal(Options.Devices, requests.Select(r => r.Origins[0].BootId).Distinct().Count());
        Assert.Equal("sim-1-000001", requests[0].Device.Serial);
        Assert.Equal(["1.0.0", "1.1.0", "1.0.0"], requests.Take(3).Select(r => r.Origins[0].SoftwareVersion));
    }

    [Fact]
    public void Backfilled_captures_are_spread_up_to_the_start()
    {
        var request = SyncRequestCodec.Read(Frame(Options, 0, 1, 2));

        Assert.Equal(request.WallMs - 3 * 3_600_000, request.Entries[0].WallMs);
        Assert.Equal(request.WallMs - 2 * 3_600_000, request.Entries[1].WallMs);
        Assert.Equal(request.UptimeMs - 3 * 3_600_000, request.Entries[0].UptimeMs);
    }

    [Fact]
    public void Tables_and_revision_go_along_when_asked_for()
    {
        Assert.Empty(SyncRequestCodec.Read(Frame(Options, 0, 1, 1)).Tables);
        var request = SyncRequestCodec.Read(Frame(Options, 0, 1, 1, withTables: true, revision: 3));

        var table = KeyTable.Decode(Assert.Single(request.Tables));
        Assert.Equal(Report.Decode(request.Entries[0].Body).Table, table.Hash);
        Assert.Equal(3, request.ConfigurationRevision);
    }

    [Fact]
    public void Expected_totals_are_those_of_the_values_in_the_frames()
    {
        var metrics = Metrics(Options);
        var reports = new long[metrics.Columns.Count];
        var counts = new long[metrics.Columns.Count];
        var sums = new double[metrics.Columns.Count];
        foreach (var frame in AllFrames(Options))
        {
            foreach (var entry in SyncRequestCodec.Read(frame).Entries)
            {
                Report.Decode(entry.Body).ReadValues(metrics.Columns, 0, (_, i, value) =>
                {
                    reports[i]++;
                    counts[i] += value.Count;
                    sums[i] += value.Value;
                });
            }
        }

        var devices = Enumerable.Range(0, Options.Devices).Select(i => new SimulatedDevice(i) { Acknowledged = Options.Reports!.Value }).ToList();
        var expected = ExpectedTotals.Of(metrics, devices);
        Assert.Equal(Options.Devices * Options.Reports, expected.Reports);
        Assert.Equal(metrics.Columns.Select((c, i) => new MetricTotal(c.Key, reports[i], counts[i], sums[i])), expected.Metrics);
        Assert.All(expected.Metrics, m => Assert.NotEqual(0, m.Sum));
    }

    [Fact]
    public void Every_kind_of_numeric_metric_is_simulated()
    {
        var kinds = Metrics(Options).Columns.Select(c => c.Kind).ToHashSet();
        Assert.Equal([MetricKind.Counter, MetricKind.Gauge, MetricKind.Histogram, MetricKind.Timer, MetricKind.Set], kinds.Order());
    }

    private static SimulatedMetrics Metrics(SimulationOptions options) => new(options.Metrics, options.Distributions, options.Seed);

    private static List<byte[]> AllFrames(SimulationOptions options) =>
    [
        .. Enumerable.Range(0, options.Devices).SelectMany(d => new[] { Frame(options, d, 1, 2), Frame(options, d, 3, 4) }),
    ];

    private static byte[] Frame(SimulationOptions options, int device, long first, long last, int seconds = 0, bool withTables = false, long revision = 0)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, seconds / 60, TimeSpan.Zero));
        var format = new SyncFormat(options, new ReportContent(options, Metrics(options)), new SimulationClock(time, options.Backfill, options.Reports));
        var body = new ArrayBufferWriter<byte>();
        format.Write(body, new UploadBatch(new SimulatedDevice(device) { Revision = revision }, first, last), withTables);
        return body.WrittenSpan.ToArray();
    }
}
