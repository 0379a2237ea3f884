using System.Buffers;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>Good batches of all sorts, to be spoilt.</summary>
internal static class ValidFrames
{
    /// <summary>A batch with reports of every kind of metric, attributes, tables and several origins.</summary>
    public static byte[] Create(Random random)
    {
        var table = KeyTable.Of(
        [
            new MetricColumn("h.counter", MetricKind.Counter),
            new MetricColumn("h.gauge", MetricKind.Gauge, "%"),
            new MetricColumn("h.histogram", MetricKind.Histogram),
            new MetricColumn("h.set", MetricKind.Set),
            new MetricColumn("h.property", MetricKind.Property),
            new MetricColumn("h.flag", MetricKind.Flag),
        ]);
        var origins = Enumerable.Range(0, random.Next(1, 4)).Select(i => Origin(random, i)).ToList();
        var entries = Enumerable.Range(1, random.Next(1, 6)).Select(n => Entry(random, n, table, origins.Count)).ToList();
        var frame = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(frame, new SyncRequest
        {
            Device = new DeviceIdentity($"hostile-{random.Next(50)}", "board-1"),
            Agent = new AgentIdentity("e2e", "1"),
            Origins = origins,
            WallMs = TestDevice.WallMs,
            UptimeMs = random.Next(),
            Epoch = (ulong)random.NextInt64(1, long.MaxValue),
            Entries = entries,
            Tables = random.Next(2) == 0 ? [table.Encoded] : [],
            ConfigurationRevision = random.Next(3),
        });
        return frame.WrittenSpan.ToArray();
    }

    private static Origin Origin(Random random, int index)
    {
        var boot = new byte[16];
        random.NextBytes(boot);
        return new Origin(new Guid(boot), "linux", $"1.{index}");
    }

    private static SyncEntry Entry(Random random, long number, KeyTable table, int origins)
    {
        var body = random.Next(4) == 0 ? Attributes(random) : Report(random, table);
        var type = body.IsReport ? EntryType.Report : EntryType.Attributes;
        return new SyncEntry(number, (int)type, TestDevice.WallMs - random.Next(100_000_000), random.Next(), random.Next(origins), body.Bytes);
    }

    private static (bool IsReport, byte[] Bytes) Attributes(Random random) =>
        (false, AttributesBody.Encode(new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            ["h.serial"] = AttributeValue.Of("SN"),
            ["h.level"] = AttributeValue.Of(random.Next()),
            ["h.on"] = AttributeValue.Of(random.Next(2) == 0),
            ["h.gone"] = AttributeValue.None,
        }));

    private static (bool IsReport, byte[] Bytes) Report(Random random, KeyTable table)
    {
        var sketch = new QuantileSketch();
        var samples = Enumerable.Range(0, random.Next(1, 20)).Select(_ => (double)random.Next(1, 10_000)).ToList();
        samples.ForEach(s => Assert.True(sketch.TryAdd(s)));
        MetricValue[] values =
        [
            MetricValue.Scalar(random.Next()),
            MetricValue.Gauge(2, 2.5, 1, 4),
            MetricValue.Distribution(samples.Count, samples.Sum(), samples.Min(), samples.Max(), sketch.ToArray()),
            MetricValue.Scalar(random.Next(100)),
            MetricValue.OfText("text"),
            MetricValue.Flag(true),
        ];
        return (true, new Report(ReportKind.Heartbeat, 60_000, table.Hash, Protocol.Metrics.Report.EncodeValues(values)).Encode());
    }
}
