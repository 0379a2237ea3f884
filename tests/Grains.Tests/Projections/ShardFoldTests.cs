using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Tests.Projections;

public sealed class ShardFoldTests
{
    private static readonly Dictionary<string, IReadOnlyDictionary<int, ValidRange>> NoRanges = [];

    private const int Shard = 3;
    private const int DeviceCount = 4;
    private const long Hour = 3_600_000;

    /// <summary>2026-01-01 00:00 UTC.</summary>
    private const long Midnight = 1_767_225_600_000;

    private static readonly Dictionary<(string, TableHash), ResolvedTable> Tables = new() { [("p", Reports.Table.Hash)] = new(Reports.Table, [11, 12, 13, 14]) };

    private static readonly Gen<Report> ReportGen = Gen.Select(Gen.Double[-100, 100], Gen.Int[0, 5], Gen.Double[0.001, 1e6].Array[0, 4], Reports.Of);

    /// <summary>Which device, how many hours ago, software version.</summary>
    private static readonly Gen<(int Device, long HoursAgo, int Version, Report Report)> Sent =
        Gen.Select(Gen.Int[0, DeviceCount - 1], Gen.Long[0, 50], Gen.Int[1, 2], ReportGen);

    [Fact]
    public void Any_order_of_delivery_and_any_cut_into_runs_gives_the_same_rollups_and_the_same_devices() =>
        Gen.Select(Sent.Array[0, 30], Gen.Int, Gen.Int[1, 9], Gen.Int[1, 9]).Sample((sent, seed, cut, otherCut) =>
        {
            // Times of their own: of two values of one time the later accepted is the latest.
            var rows = sent.Select((s, i) => (s.Device, Batch: Reported(s.Version, Midnight - (s.HoursAgo * Hour) - i, s.Report))).ToArray();
            var shuffled = rows.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(ReadModel(rows, cut), ReadModel(shuffled, otherCut));
        });

    [Fact]
    public void A_day_is_the_merge_of_its_hours() => Sent.Array[1, 30].Sample(sent =>
    {
        var fold = Fold();
        for (var i = 0; i < sent.Length; i++)
        {
            fold.Add(Row(sent[i].Device, i + 1), Reported(sent[i].Version, Midnight - (sent[i].HoursAgo * Hour) - i, sent[i].Report));
        }

        var rollups = fold.Rollups();
        foreach (var (key, metrics) in rollups.Where(r => r.Key.Bucket.Resolution == Resolution.Day))
        {
            foreach (var (metric, rollup) in metrics)
            {
                var merged = new MetricRollup();
                foreach (var hour in rollups.Where(r => r.Key.Bucket.Resolution == Resolution.Hour
                    && Bucket.Containing(Resolution.Day, r.Key.Bucket.StartMs) == key.Bucket
                    && r.Key with { Bucket = key.Bucket } == key))
                {
                    if (hour.Value.TryGetValue(metric, out var part))
                    {
                        merged.Merge(part);
                    }
                }

                Assert.Equal(merged.ToArray(), rollup.ToArray());
            }
        }
    });

    [Theory]
    [InlineData(Midnight - 1, Midnight - Hour)]
    [InlineData(Midnight, Midnight)]
    [InlineData(Midnight + Hour - 1, Midnight)]
    public void A_report_counts_in_the_hour_that_its_interval_ends_in(long capturedAt, long hour)
    {
        var fold = Fold();
        fold.Add(Row(0, 1), Reported(1, capturedAt, Reports.Of(20, 1)));
        Assert.Equal(
            [new Bucket(Resolution.Hour, hour), Bucket.Containing(Resolution.Day, hour)],
            fold.Rollups().Keys.Select(k => k.Bucket).Order());
    }

    [Fact]
    public void A_report_counts_for_the_software_that_captured_it()
    {
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(new DeviceRegistered("default", "rev-a", "main", "2.0"), Recorded(1, Midnight, Reports.Of(20, 1), "1.9")));
        Assert.All(fold.Rollups().Keys, key => Assert.Equal(new SoftwareKey("main", "1.9"), key.Software));
        Assert.Equal("2.0", Assert.Single(fold.Devices).SoftwareVersion);
    }

    [Fact]
    public void A_report_whose_table_is_not_known_goes_to_the_processing_log_and_stops_nothing()
    {
        var fold = new ShardFold(Shard, 0, [], new Dictionary<(string, TableHash), ResolvedTable>(), NoRanges, RetentionHorizons.None);
        fold.Add(Row(0, 5), Batch(new ContactMade(), Recorded(7, Midnight, Reports.Of(20, 1))));
        var line = Assert.Single(fold.Processing);
        Assert.Equal(("p", Shard, 5L, 1, "d0", 7L, (int)RejectionCode.InvalidKeyTable), (line.Project, line.Shard, line.Position, line.Index, line.Serial, line.Number, line.Code));
        Assert.Empty(fold.Rollups());
        Assert.Single(fold.Reports);
    }

    [Fact]
    public void A_report_that_fails_in_the_middle_does_not_count_in_part()
    {
        // A good gauge, and then text where the table says counter.
        var bad = Reports.Of(20, 1) with { Values = new byte[] { 0x92, 0x14, 0xA1, 0x78 } };
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(Recorded(1, Midnight, bad), Recorded(2, Midnight, Reports.Of(30, 1))));
        Assert.Equal((1L, (int)RejectionCode.InvalidValue), fold.Processing.Select(l => (l.Number, l.Code)).Single());
        Assert.All(fold.Rollups().Values, metrics => Assert.Equal(1, metrics[11].Reports));
        Assert.Equal(30, LatestValues.Decode(Assert.Single(fold.Devices).Latest).Values[0].Value.Number);
    }

    [Fact]
    public void A_report_of_text_alone_makes_no_bucket()
    {
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(Recorded(1, Midnight, Reports.Of(20, 1) with { Values = new byte[] { 0x94, 0xC0, 0xC0, 0xC0, 0xA1, 0x78 } })));
        Assert.Empty(fold.Rollups());
        Assert.Equal("x", LatestValues.Decode(Assert.Single(fold.Devices).Latest).Values[0].Value.Text);
    }

    [Fact]
    public void Attributes_that_there_is_no_room_for_go_to_the_processing_log()
    {
        var attributes = Enumerable.Range(0, LatestValues.MaxAttributes + 2).ToDictionary(i => $"key{i}", i => AttributeValue.Of(i));
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(new AttributesChanged(4, Midnight, false, attributes)));
        var line = Assert.Single(fold.Processing);
        Assert.Equal((4L, (int)EntryType.Attributes, (int)RejectionCode.TooLarge), (line.Number, line.EntryType, line.Code));
        Assert.Equal("a device keeps 512 attributes and 262144 bytes of texts; 2 not kept, the first of them 'key512'", line.Reason);
    }

    [Fact]
    public void A_rejected_entry_goes_to_the_processing_log_with_its_reason()
    {
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(new EntryRejected(4, 99, RejectionCode.UnknownType, "what is this")));
        var line = Assert.Single(fold.Processing);
        Assert.Equal((4L, 99, (int)RejectionCode.UnknownType, "what is this"), (line.Number, line.EntryType, line.Code, line.Reason));
    }

    [Fact]
    public void New_devices_are_numbered_in_the_order_of_first_contact_and_known_ones_keep_their_number()
    {
        var first = Fold();
        first.Add(Row(2, 1), Batch(new ContactMade()));
        first.Add(Row(0, 2), Batch(new ContactMade()));
        var second = new ShardFold(Shard, first.NextOrdinal, first.Devices, Tables, NoRanges, RetentionHorizons.None);
        second.Add(Row(1, 3), Batch(new ContactMade()));
        second.Add(Row(2, 4), Batch(new ContactMade()) with { ReceivedAtMs = Midnight + 9 });
        Assert.Equal([("d0", 1), ("d2", 0)], first.Devices.Select(d => (d.Serial, d.Ordinal)).Order());
        Assert.Equal([("d1", 2), ("d2", 0)], second.Devices.Select(d => (d.Serial, d.Ordinal)).Order());
        Assert.Equal((Midnight, Midnight + 9), second.Devices.Where(d => d.Serial == "d2").Select(d => (d.FirstSeenMs, d.LastSeenMs)).Single());
    }

    [Fact]
    public void A_device_created_ahead_is_pending_until_its_first_contact_and_keeps_what_it_was_given()
    {
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(
            new DeviceCreated("beta", "rev-a"),
            new NicknameChanged("Lab 7"),
            new OperatorAttributesChanged(Midnight, new Dictionary<string, AttributeValue> { ["site"] = AttributeValue.Of("Bern") })) with
        { Epoch = OperatorRules.OperatorEpoch });
        var pending = Assert.Single(fold.Devices);
        Assert.Equal((true, 0L, 0L, "beta", "Lab 7", "rev-a"), (pending.IsPending, pending.FirstSeenMs, pending.LastSeenMs, pending.Cohort, pending.Nickname, pending.HardwareVersion));

        var next = new ShardFold(Shard, fold.NextOrdinal, fold.Devices, Tables, NoRanges, RetentionHorizons.None);
        next.Add(Row(0, 2), Batch(new DeviceRegistered("beta", "rev-b", "main", "1.0")) with { Cohort = "beta", ReceivedAtMs = Midnight + 5 });
        var device = Assert.Single(next.Devices);
        Assert.Equal((false, Midnight + 5, Midnight + 5, "beta", "Lab 7", "rev-b"), (device.IsPending, device.FirstSeenMs, device.LastSeenMs, device.Cohort, device.Nickname, device.HardwareVersion));
        Assert.Equal(new LatestAttribute("site", Midnight, AttributeValue.Of("Bern"), AttributeAuthor.Operator), Assert.Single(LatestValues.Decode(device.Latest).Attributes));
    }

    [Fact]
    public void A_report_counts_for_the_cohort_that_the_device_is_in_when_the_server_takes_it()
    {
        var fold = Fold();
        fold.Add(Row(0, 1), Batch(Recorded(1, Midnight, Reports.Of(20, 1))));
        fold.Add(Row(0, 2), Batch(new CohortChanged("default", "beta")) with { Epoch = OperatorRules.OperatorEpoch });
        fold.Add(Row(0, 3), Batch(Recorded(2, Midnight - 1, Reports.Of(30, 1))) with { Cohort = "beta" });
        Assert.Equal("beta", Assert.Single(fold.Devices).Cohort);
        Assert.Equal(
            [("beta", Midnight - Hour), ("default", Midnight)],
            fold.Rollups().Keys.Where(k => k.Bucket.Resolution == Resolution.Hour).Select(k => (k.Cohort, k.Bucket.StartMs)).Order());
    }

    private static ShardFold Fold() => new(Shard, 0, [], Tables, NoRanges, RetentionHorizons.None);

    /// <summary>What the read models hold after the rows, in runs of <paramref name="cut"/>, as text.</summary>
    private static List<string> ReadModel((int Device, DeviceBatch Batch)[] rows, int cut)
    {
        var devices = new Dictionary<long, DeviceView>();
        var partials = new Dictionary<(PartialKey, int), MetricRollup>();
        var ordinal = 0;
        var registered = Enumerable.Range(0, DeviceCount).Select(i => (i, Batch(new DeviceRegistered("default", "rev-a", "main", "1.0"))));
        var position = 0L;
        foreach (var run in registered.Concat(rows).Chunk(cut))
        {
            var fold = new ShardFold(Shard, ordinal, run.Select(r => r.Item1).Distinct().Where(d => devices.ContainsKey(d)).Select(d => devices[d]), Tables, NoRanges, RetentionHorizons.None);
            foreach (var (device, batch) in run)
            {
                fold.Add(Row(device, ++position), batch);
            }

            ordinal = fold.NextOrdinal;
            foreach (var view in fold.Devices)
            {
                devices[view.DeviceId] = view;
            }

            foreach (var (key, metrics) in fold.Rollups())
            {
                foreach (var (metric, rollup) in metrics)
                {
                    if (!partials.TryAdd((key, metric), rollup))
                    {
                        partials[(key, metric)].Merge(rollup);
                    }
                }
            }

            Assert.Empty(fold.Processing);
        }

        return
        [
            .. devices.Values.OrderBy(d => d.DeviceId).Select(d => $"{d with { Latest = [] }} {Convert.ToHexString(d.Latest)}"),
            .. partials.Select(p => $"{p.Key} {Convert.ToHexString(p.Value.ToArray())}").Order(StringComparer.Ordinal),
        ];
    }

    private static LogRow Row(int device, long position) => new(position, device, new DeviceKey("p", $"d{device}"), position, 1, []);

    private static DeviceBatch Reported(int version, long capturedAt, Report report) => Batch(Recorded(1, capturedAt, report, $"{version}.0"));

    private static ReportRecorded Recorded(long number, long capturedAt, Report report, string version = "1.0") =>
        new(number, capturedAt, false, "main", version, report);

    private static DeviceBatch Batch(params DeviceEvent[] events) => new(Midnight, 1, [], [], events);
}
