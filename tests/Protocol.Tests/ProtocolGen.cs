using CsCheck;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Protocol.Tests;

/// <summary>Generators of whatever the protocol can say.</summary>
internal static class ProtocolGen
{
    private const string KeyCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@%+-";

    public static readonly Gen<string> Text = Gen.Char["aZ0 _-äß水\u2028"].Array[1, 40].Select(c => new string(c));

    public static readonly Gen<long> Milliseconds = Gen.OneOf(Gen.Long[0, ProtocolLimits.MaxMilliseconds], Gen.Long[0, 300]);

    public static readonly Gen<double> Number = Gen.OneOf(
        Gen.Double[-MetricLimits.MaxMagnitude, MetricLimits.MaxMagnitude],
        Gen.Int.Select(i => (double)i),
        Gen.Long.Select(l => (double)l),
        Gen.Float[-1e20f, 1e20f].Select(f => (double)f),
        Pick<double>(0, -0.5, 127, 128, -32, -33, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 9007199254740992, 9007199254740993, 1e24, -1e24, double.Epsilon));

    public static readonly Gen<string> Key = Gen.Char[KeyCharacters].Array[1, ProtocolLimits.MaxKeyLength].Select(c => new string(c));

    public static readonly Gen<TableHash> Hash = Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new TableHash(high, low));

    public static readonly Gen<ReadOnlyMemory<byte>> Bytes = Gen.Byte.Array[0, 300].Select(b => (ReadOnlyMemory<byte>)b);

    public static readonly Gen<MetricColumn> Column = Gen.Select(
        Key,
        Pick(Enum.GetValues<MetricKind>()),
        Pick("", "ms", "%", "By"),
        (key, kind, unit) => new MetricColumn(key, kind, unit));

    public static readonly Gen<MetricColumn[]> Columns = Column.Array[1, 40].Select(columns =>
        columns.DistinctBy(c => c.Key, StringComparer.OrdinalIgnoreCase).ToArray());

    public static readonly Gen<(MetricColumn[] Columns, MetricValue[] Values)> Values =
        Columns.SelectMany(columns => Gen.Int[0, columns.Length].SelectMany(count =>
            Each(columns[..count].Select(column => Value(column.Kind))).Select(values => (columns, values))));

    public static readonly Gen<Origin> Origin = Gen.Select(Gen.Guid, Text, Text, (boot, type, version) => new Origin(boot, type, version));

    public static readonly Gen<SyncRequest> Request = Origin.Array[1, 4].SelectMany(origins => Gen.Select(
        Gen.Char[KeyCharacters[..^6]].Array[1, ProtocolLimits.MaxSerialLength],
        Text,
        Gen.Select(Milliseconds, Milliseconds, Gen.ULong.Where(epoch => epoch != 0)),
        Entry(origins.Length).Array[0, 20],
        Bytes.Array[0, 3],
        Gen.Long[0, long.MaxValue],
        (serial, text, clock, entries, tables, revision) => new SyncRequest
        {
            Device = new DeviceIdentity(new string(serial), text),
            Agent = new AgentIdentity("agent", text),
            Origins = origins,
            WallMs = clock.Item1,
            UptimeMs = clock.Item2,
            Epoch = clock.Item3,
            Entries = entries,
            Tables = tables,
            ConfigurationRevision = revision,
        }));

    public static readonly Gen<SyncReply> Reply = Gen.Select(
        Gen.Select(Gen.Long[1, long.MaxValue / 2], Gen.Long[0, long.MaxValue / 2], (first, more) => new NumberRange(first, first + more)).Array[0, 5],
        Gen.Select(Gen.Long, Gen.Int[0, int.MaxValue], Gen.OneOf(Text, Gen.Const("")), (number, code, reason) => new Rejection(number, (RejectionCode)code, reason)).Array[0, 5],
        Hash.Array[0, 5],
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Long[1, ProtocolLimits.MaxReportDurationMs], Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool), Gen.Select(Milliseconds, Gen.Long[0, long.MaxValue]), (revision, interval, on, more) => new DeviceConfiguration(revision, interval, on.Item1, on.Item2, on.Item3, more.Item1, more.Item2)).Null(),
        Gen.Select(Milliseconds, Milliseconds),
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Int[0, int.MaxValue], Milliseconds, Milliseconds, Milliseconds, Gen.OneOf(Gen.Guid, Gen.Const(Guid.Empty)), (id, kind, expires, from, to, subject) => new DeviceRequest(id, kind, expires, from, to, subject)).Array[0, 5],
        (acknowledged, rejected, tables, configuration, times, requests) => new SyncReply
        {
            Acknowledged = acknowledged,
            Rejected = rejected,
            UnknownTables = tables,
            Configuration = configuration,
            ServerTimeMs = times.Item1,
            ComeBackMs = times.Item2,
            Requests = requests,
        });

    public static readonly Gen<Dictionary<string, AttributeValue>> Attributes = Gen.Select(
        Key.Select(key => key.ToLowerInvariant()),
        Gen.OneOf(
            Gen.OneOf(Text, Gen.Const("")).Select(text => AttributeValue.Of(text)),
            Gen.OneOf(Number, Pick(double.MaxValue, double.MinValue)).Select(number => AttributeValue.Of(number)),
            Gen.Bool.Select(flag => AttributeValue.Of(flag)),
            Gen.Const(AttributeValue.None)),
        (key, value) => (key, value)).Array[0, 20].Select(pairs => pairs.DistinctBy(p => p.key).ToDictionary(p => p.key, p => p.value));

    public static readonly Gen<Report> Report = Gen.Select(
        Gen.Long[0, ProtocolLimits.MaxReportDurationMs],
        Hash,
        Values,
        Gen.OneOf(Text, Gen.Const("")),
        (duration, hash, values, session) =>
            new Report(session.Length > 0 ? ReportKind.Session : ReportKind.Heartbeat, duration, hash, Fleet.Protocol.Metrics.Report.EncodeValues(values.Values), session));

    /// <summary>A value of a kind, sometimes absent.</summary>
    private static Gen<MetricValue> Value(MetricKind kind)
    {
        var present = kind switch
        {
            MetricKind.Counter => Number.Select(MetricValue.Scalar),
            MetricKind.Set => Gen.Long[0, 1L << 53].Select(size => MetricValue.Scalar(size)),
            MetricKind.Gauge => Gen.OneOf(
                Number.Select(v => MetricValue.Gauge(v, v, v, v)),
                Number.Array[4].Select(v => { Array.Sort(v); return MetricValue.Gauge(v[1], v[2], v[0], v[3]); })),
            MetricKind.Histogram or MetricKind.Timer => Number.Array[1, 50].Select(Distribution),
            MetricKind.Property => Gen.OneOf(Text, Gen.Const("")).Select(MetricValue.OfText),
            _ => Gen.Bool.Select(MetricValue.Flag),
        };
        return Gen.Frequency((5, present), (1, Gen.Const(MetricValue.Absent)));
    }

    public static MetricValue Distribution(double[] samples)
    {
        var sketch = new QuantileSketch();
        foreach (var sample in samples)
        {
            Assert.True(sketch.TryAdd(sample));
        }

        return MetricValue.Distribution(samples.Length, samples.Sum(), samples.Min(), samples.Max(), sketch.ToArray());
    }

    private static Gen<SyncEntry> Entry(int origins) => Gen.Select(
        Gen.Long,
        Gen.OneOf(Gen.Int[1, 2], Gen.Int[0, int.MaxValue]),
        Milliseconds,
        Milliseconds,
        Gen.Int[0, origins - 1],
        Bytes,
        (number, type, wall, uptime, origin, body) => new SyncEntry(number, type, wall, uptime, origin, body));

    private static Gen<T> Pick<T>(params T[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    private static Gen<T[]> Each<T>(IEnumerable<Gen<T>> gens) =>
        gens.Aggregate(Gen.Const(Array.Empty<T>()), (all, gen) => Gen.Select(all, gen, (head, tail) => (T[])[.. head, tail]));
}
