using System.Text;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>Batches that keep to the format and go to the edge of what it allows, or one step beyond.</summary>
internal sealed class ExtremeBatches(Random random)
{
    private const int Devices = 60;
    private const int Epochs = 20;

    private static readonly string[] Keys = ["x.clash", "X.CLASH", "x.Clash", "x.one", "x.two", new('k', ProtocolLimits.MaxKeyLength), "@", "x/y:z%+-."];
    private static readonly string[] Serials = ["..", ".", "-", "a:b", "CON", "'--", "x%2e", "0", "null"];
    private static readonly long[] Times = [0, 1, -1, long.MinValue, long.MaxValue, ProtocolLimits.MaxMilliseconds, ProtocolLimits.MaxMilliseconds + 1, 1_577_836_799_999, 1_577_836_800_000];
    private static readonly long[] Numbers = [0, -1, 1, 2, 3, long.MinValue, long.MaxValue, long.MaxValue - 1, int.MaxValue, 1L << 32];
    private static readonly double[] Values = [0, -0.0, 1, -1, 1e24, -1e24, 1.0000001e24, double.Epsilon, 1e-12, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e308, 0.1];

    public SyncRequest Next()
    {
        var table = Table();
        var origins = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Origin()).ToList();
        var dense = random.Next(20) == 0;
        var count = dense ? ProtocolLimits.MaxEntries : random.Next(0, 12);
        return new SyncRequest
        {
            Device = new DeviceIdentity(Pick(Serials) is var odd && random.Next(4) == 0 && DeviceSerial.IsValid(odd) ? odd : $"extreme-{random.Next(Devices)}", Text(ProtocolLimits.MaxVersionLength)),
            Agent = new AgentIdentity(Text(ProtocolLimits.MaxVersionLength), "1"),
            Origins = origins,
            WallMs = Time(),
            UptimeMs = Time(),
            Epoch = (ulong)random.Next(1, Epochs),
            Entries = [.. Enumerable.Range(1, count).Select(i => Entry(dense ? i * 2L : Number(), table, origins.Count))],
            Tables = random.Next(2) == 0 ? [table.Encoded] : [],
            ConfigurationRevision = Pick([0L, 1L, long.MaxValue]),
        };
    }

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];

    private long Time() => random.Next(2) == 0 ? TestDevice.WallMs - random.NextInt64(100_000_000) : Pick(Times);

    private long Number() => random.Next(2) == 0 ? random.Next(1, 5_000) : Pick(Numbers);

    private double Value() => random.Next(2) == 0 ? random.Next(1_000) : Pick(Values);

    private Origin Origin() => new(new Guid(random.Next(4), 0, 0, new byte[8]), "extreme", Text(ProtocolLimits.MaxVersionLength));

    private KeyTable Table() => KeyTable.Of(
    [
        .. Keys.Where(_ => random.Next(3) > 0).Append("x.always").DistinctBy(k => k.ToLowerInvariant())
            .Select(key => new MetricColumn(key, (MetricKind)random.Next(1, 8), random.Next(3) == 0 ? Text(ProtocolLimits.MaxUnitLength, controls: false) : "")),
    ]);

    private SyncEntry Entry(long number, KeyTable table, int origins)
    {
        var (type, body) = random.Next(8) switch
        {
            0 => (random.Next(2) == 0 ? 0 : int.MaxValue, new byte[random.Next(100)]),
            1 => ((int)EntryType.Attributes, Attributes()),
            2 => ((int)EntryType.Report, new byte[random.Next(2) == 0 ? ProtocolLimits.MaxEntryBytes / 8 : 3]),
            _ => ((int)EntryType.Report, Report(table)),
        };
        return new SyncEntry(number, type, Time(), Time(), random.Next(origins), body);
    }

    private byte[] Attributes() => AttributesBody.Encode(
        Keys.DistinctBy(k => k.ToLowerInvariant()).ToDictionary(
            key => key,
            _ => random.Next(4) switch
            {
                0 => AttributeValue.Of(Text(ProtocolLimits.MaxTextLength)),
                1 => AttributeValue.Of(Value()),
                2 => AttributeValue.Of(true),
                _ => AttributeValue.None,
            },
            StringComparer.Ordinal));

    private byte[] Report(KeyTable table)
    {
        var values = table.Columns.Select(c => random.Next(5) == 0 ? MetricValue.Absent : Metric(c.Kind)).ToArray();
        var session = random.Next(4) == 0;
        return new Report(
            session ? ReportKind.Session : ReportKind.Heartbeat,
            Pick([0L, 60_000L, ProtocolLimits.MaxReportDurationMs]),
            table.Hash,
            Protocol.Metrics.Report.EncodeValues(values),
            session ? Text(ProtocolLimits.MaxSessionNameLength) : "").Encode();
    }

    private MetricValue Metric(MetricKind kind)
    {
        switch (kind)
        {
            case MetricKind.Counter or MetricKind.Set:
                return MetricValue.Scalar(Value());
            case MetricKind.Gauge:
                return MetricValue.Gauge(Value(), Value(), Value(), Value());
            case MetricKind.Property:
                return MetricValue.OfText(Text(ProtocolLimits.MaxTextLength));
            case MetricKind.Flag:
                return MetricValue.Flag(random.Next(2) == 0);
            default:
                var sketch = new QuantileSketch();
                var value = random.Next(1, 1_000);
                var count = Pick([1L, 7L, MetricLimits.MaxReportSamples]);
                Assert.True(sketch.TryAdd(value, count));
                return MetricValue.Distribution(count, random.Next(4) == 0 ? Value() : (double)value * count, value, value, sketch.ToArray());
        }
    }

    /// <summary>Up to so many characters (UTF-16 units) of all planes, controls now and then.</summary>
    private string Text(int atMost, bool controls = true)
    {
        var runes = new StringBuilder();
        var length = random.Next(6) == 0 ? atMost : random.Next(1, 8);
        while (runes.Length < length - 2)
        {
            var rune = random.Next(12) switch
            {
                0 => new Rune(0x1F600 + random.Next(60)),
                1 => new Rune(0x4E00 + random.Next(2_000)),
                2 => new Rune(0x0300 + random.Next(0x60)),
                3 when controls && random.Next(1_000) == 0 => new Rune(random.Next(0x20)),
                4 => new Rune(Pick(['\'', '"', '\\', '%', '_', '<', '&', '\u202e', '\ufeff', '\uffff'])),
                _ => new Rune('a' + random.Next(26)),
            };
            runes.Append(rune);
        }

        return runes.Append('z').ToString();
    }
}
