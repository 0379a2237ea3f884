using System.Buffers;
using System.Net.Http.Headers;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Tests.Devices;

/// <summary>A device that speaks the protocol over HTTP.</summary>
internal sealed class TestDevice(GatewayServer server, string serial)
{
    private static readonly Guid Boot = new("5f0c6f0e-7a63-4b8a-9d39-1c5c54a3a001");

    private readonly long _bootedAtMs = TimeProvider.System.GetUtcNow().AddDays(-10).ToUnixTimeMilliseconds();
    private readonly ulong _epoch = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
    private long _number;

    public static KeyTable Table { get; } = KeyTable.Of(
    [
        new MetricColumn("Temperature", MetricKind.Gauge, "°C"),
        new MetricColumn("requests", MetricKind.Counter),
        new MetricColumn("latency", MetricKind.Timer, "ms"),
        new MetricColumn("channel", MetricKind.Property),
    ]);

    public string Key { get; init; } = server.ProjectKey;

    public string Version { get; init; } = "1.2.3";

    public static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public SyncEntry Report(long atMs, double temperature, double requests = 1, string channel = "stable", KeyTable? table = null)
    {
        var sketch = new QuantileSketch();
        sketch.TryAdd(10);
        sketch.TryAdd(20);
        byte[] values = Fleet.Protocol.Metrics.Report.EncodeValues(
        [
            MetricValue.Gauge(temperature, temperature, temperature - 1, temperature + 1),
            MetricValue.Scalar(requests),
            MetricValue.Distribution(2, 30, 10, 20, sketch.ToArray()),
            MetricValue.OfText(channel),
        ]);
        return Entry(EntryType.Report, atMs, new Report(ReportKind.Heartbeat, 3_600_000, (table ?? Table).Hash, values).Encode());
    }

    public SyncEntry Entry(EntryType type, long atMs, byte[] body) => new(++_number, (int)type, atMs, atMs - _bootedAtMs, 0, body);

    public byte[] Frame(IReadOnlyList<SyncEntry> entries, IReadOnlyList<ReadOnlyMemory<byte>> tables, long revision = 0)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(buffer, new SyncRequest
        {
            Device = new DeviceIdentity(serial, "rev-C"),
            Agent = new AgentIdentity("tests", "1"),
            Origins = [new Origin(Boot, "main", Version)],
            WallMs = NowMs,
            UptimeMs = NowMs - _bootedAtMs,
            Epoch = _epoch,
            Entries = entries,
            Tables = tables,
            ConfigurationRevision = revision,
        });
        return buffer.WrittenSpan.ToArray();
    }

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string contentType = "application/msgpack", string? encoding = null)
    {
        using var client = server.Client(Key);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await client.PostAsync("/device/v1/sync", content);
    }

    public async Task<SyncReply> SendAsync(IReadOnlyList<SyncEntry> entries, IReadOnlyList<ReadOnlyMemory<byte>> tables, long revision = 0)
    {
        using var answer = await PostAsync(Frame(entries, tables, revision));
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return SyncReplyCodec.Read(await answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Sends with the key table and waits until it can be queried.</summary>
    public async Task ReportAsync(params SyncEntry[] entries)
    {
        var reply = await SendAsync(entries, [Table.Encoded]);
        Assert.Empty(reply.Rejected);
        await server.CatchUpAsync(serial);
    }
}
