using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Fleet.Cli.Http;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Cli.Simulation;

/// <summary>Fleet's device protocol, <c>POST /device/v1/sync</c>.</summary>
internal sealed class SyncFormat(SimulationOptions options, ISyncContent content, SimulationClock clock) : IUploadFormat
{
    public const string Path = "/device/v1/sync";
    public const string ContentType = "application/msgpack";

    private static readonly AgentIdentity Agent = new("fleet-simulate", "1");

    private readonly SyncEntry[] _entries = new SyncEntry[options.Batch];

    public HttpRequestBuffer CreateBuffer() => new(options.Server, Path, ContentType, options.Key);

    public static string Serial(long seed, int device) => $"sim-{seed}-{device + 1:d6}";

    public void Write(IBufferWriter<byte> body, in UploadBatch batch, bool withTables)
    {
        var device = batch.Device;
        var count = (int)(batch.Last - batch.First + 1);
        var now = clock.NowMs;
        for (var i = 0; i < count; i++)
        {
            var report = batch.First + i;
            var captured = clock.CapturedMs(report, now);
            var (type, entry) = content.Entry(device.Index, report);
            _entries[i] = new SyncEntry(report, (int)type, captured, clock.UptimeMs(captured), 0, entry);
        }

        SyncRequestCodec.Write(body, new SyncRequest
        {
            Device = new DeviceIdentity(Serial(options.Seed, device.Index), "sim-a"),
            Agent = Agent,
            Origins = [new Origin(BootId(device.Index), "sim", options.Versions[device.Index % options.Versions.Count])],
            WallMs = now,
            UptimeMs = clock.UptimeMs(now),
            Epoch = Identity(device.Index, purpose: 1) | 1,
            Entries = new ArraySegment<SyncEntry>(_entries, 0, count),
            Tables = withTables && content.Table is { } table ? [table.Encoded] : [],
            ConfigurationRevision = device.Revision,
        });
    }

    public Verdict Judge(in UploadBatch batch, in HttpReply reply, out string? problem)
    {
        problem = null;
        switch (reply.Status)
        {
            case 200:
                return JudgeAcknowledgement(batch, reply.Body, out problem);
            case 401 or 403:
                problem = Text(reply);
                return Verdict.Unauthorized;
            case 429 or 503:
                return Verdict.Busy;
            default:
                problem = $"status {reply.Status}: {Text(reply)}";
                return Verdict.Wrong;
        }
    }

    private Verdict JudgeAcknowledgement(in UploadBatch batch, ReadOnlyMemory<byte> body, out string? problem)
    {
        SyncReply reply;
        try
        {
            reply = SyncReplyCodec.Read(body);
        }
        catch (ProtocolException e)
        {
            problem = e.Message;
            return Verdict.Wrong;
        }

        batch.Device.Revision = reply.Configuration?.Revision ?? batch.Device.Revision;
        problem = reply switch
        {
            { Rejected: [var first, ..] } => $"entry {first.Number} was rejected: {first.Code}, {first.Reason}",
            { UnknownTables: [var table, ..] } => table == content.Table?.Hash && reply.Acknowledged.Count == 0
                ? null
                : $"the server asks for table {table} and acknowledges {Ranges(reply)}",
            { Acknowledged: [var range] } when range.First == batch.First && range.Last == batch.Last => null,
            _ => $"sent entries {batch.First} to {batch.Last}, acknowledged are {Ranges(reply)}",
        };
        return problem is not null ? Verdict.Wrong : reply.UnknownTables.Count > 0 ? Verdict.WantsTables : Verdict.Accepted;
    }

    private Guid BootId(int device)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Identity(device, purpose: 2));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Identity(device, purpose: 3));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Another run is another boot and another queue of the same device, so its reports are not taken for those of this one.</summary>
    private ulong Identity(int device, ulong purpose) =>
        Scramble.Of(Scramble.Of((ulong)options.Seed, (ulong)clock.StartMs), ((ulong)(uint)device << 8) | purpose);

    private static string Ranges(SyncReply reply) =>
        reply.Acknowledged.Count == 0 ? "none" : string.Join(", ", reply.Acknowledged.Take(8).Select(r => $"{r.First} to {r.Last}"));

    private static string Text(in HttpReply reply) => Encoding.UTF8.GetString(reply.Body.Span[..Math.Min(200, reply.Body.Length)]).ReplaceLineEndings(" ");
}
