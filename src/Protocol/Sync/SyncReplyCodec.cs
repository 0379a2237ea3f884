using System.Buffers;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Sync;

/// <summary>
/// The reply on the wire: a map with small integer keys.
/// <code>
/// 0 acknowledged    [[first, last], ...]
/// 1 rejected        [[number, code, reason], ...]
/// 2 unknown_tables  [hash bin16, ...]
/// 3 configuration   [revision, report_interval_ms, monitoring, debugging, logging, developer_until_ms?, bytes_per_day?]
/// 4 server_time_ms  5 come_back_ms
/// 6 requests        [[id, kind, expires_ms, from_ms, to_ms, subject bin16 | nil], ...]
/// </code>
/// Unknown keys, and elements behind the known ones of any array, are skipped; a known key that is there twice is refused.
/// </summary>
public static class SyncReplyCodec
{
    private const int LeastConfigurationFields = 5;
    private const int ConfigurationFields = 7;
    private const int RequestFields = 6;

    public static void Write(IBufferWriter<byte> output, SyncReply reply)
    {
        var writer = new MessagePackWriter(output);
        var pairs = 1 + Present(reply.Acknowledged.Count > 0) + Present(reply.Rejected.Count > 0) + Present(reply.UnknownTables.Count > 0)
            + Present(reply.Configuration is not null) + Present(reply.ComeBackMs != 0) + Present(reply.Requests.Count > 0);
        writer.PutMap(pairs);
        if (reply.Acknowledged.Count > 0)
        {
            writer.Put(0);
            writer.PutArray(reply.Acknowledged.Count);
            foreach (var range in reply.Acknowledged)
            {
                writer.PutArray(2);
                writer.Put(range.First);
                writer.Put(range.Last);
            }
        }

        if (reply.Rejected.Count > 0)
        {
            writer.Put(1);
            writer.PutArray(reply.Rejected.Count);
            foreach (var rejection in reply.Rejected)
            {
                writer.PutArray(3);
                writer.Put(rejection.Number);
                writer.Put((int)rejection.Code);
                writer.Put(Printable(rejection.Reason));
            }
        }

        if (reply.UnknownTables.Count > 0)
        {
            writer.Put(2);
            writer.PutArray(reply.UnknownTables.Count);
            foreach (var table in reply.UnknownTables)
            {
                writer.Put(table.ToArray());
            }
        }

        if (reply.Configuration is { } configuration)
        {
            writer.Put(3);
            var isLong = configuration is not { DeveloperUntilMs: 0, BytesPerDay: 0 };
            writer.PutArray(isLong ? ConfigurationFields : LeastConfigurationFields);
            writer.Put(configuration.Revision);
            writer.Put(configuration.ReportIntervalMs);
            writer.Put(configuration.Monitoring);
            writer.Put(configuration.Debugging);
            writer.Put(configuration.Logging);
            if (isLong)
            {
                writer.Put(configuration.DeveloperUntilMs);
                writer.Put(configuration.BytesPerDay);
            }
        }

        writer.Put(4);
        writer.Put(reply.ServerTimeMs);
        if (reply.ComeBackMs != 0)
        {
            writer.Put(5);
            writer.Put(reply.ComeBackMs);
        }

        if (reply.Requests.Count > 0)
        {
            writer.Put(6);
            writer.PutArray(reply.Requests.Count);
            foreach (var request in reply.Requests)
            {
                Write(ref writer, request);
            }
        }

        writer.Flush();
    }

    private static void Write(ref MessagePackWriter writer, DeviceRequest request)
    {
        writer.PutArray(RequestFields);
        writer.Put(request.Id);
        writer.Put(request.Kind);
        writer.Put(request.ExpiresMs);
        writer.Put(request.FromMs);
        writer.Put(request.ToMs);
        if (request.Subject == Guid.Empty)
        {
            writer.WriteNil();
        }
        else
        {
            BodyWriter.Id(ref writer, request.Subject);
        }
    }

    /// <exception cref="ProtocolException">The bytes are not a reply: a captive portal, a proxy's error page, a cut connection.</exception>
    public static SyncReply Read(ReadOnlyMemory<byte> frame) => CheckedReader.Guard(frame, "reply", ReadReply);

    private static SyncReply ReadReply(ref MessagePackReader reader)
    {
        NumberRange[] acknowledged = [];
        Rejection[] rejected = [];
        TableHash[] unknown = [];
        DeviceConfiguration? configuration = null;
        long? serverTime = null;
        long comeBack = 0;
        DeviceRequest[] requests = [];
        ulong seen = 0;
        for (var pairs = CheckedReader.MapHeader(ref reader, "reply"); pairs > 0; pairs--)
        {
            var key = CheckedReader.Int64(ref reader, "key");
            CheckedReader.ExpectFirst(ref reader, "reply", key, ref seen);
            switch (key)
            {
                case 0:
                    acknowledged = ReadRanges(ref reader);
                    break;
                case 1:
                    rejected = ReadRejections(ref reader);
                    break;
                case 2:
                    unknown = ReadHashes(ref reader);
                    break;
                case 3:
                    configuration = ReadConfiguration(ref reader);
                    break;
                case 4:
                    serverTime = CheckedReader.Milliseconds(ref reader, "server_time_ms");
                    break;
                case 5:
                    comeBack = CheckedReader.Milliseconds(ref reader, "come_back_ms");
                    break;
                case 6:
                    requests = ReadRequests(ref reader);
                    break;
                default:
                    CheckedReader.Skip(ref reader);
                    break;
            }
        }

        CheckedReader.ExpectEnd(ref reader, "reply");
        return new SyncReply
        {
            Acknowledged = acknowledged,
            Rejected = rejected,
            UnknownTables = unknown,
            Configuration = configuration,
            ServerTimeMs = serverTime ?? throw new ProtocolException("reply: server_time_ms (key 4) is missing"),
            ComeBackMs = comeBack,
            Requests = requests,
        };
    }

    private static NumberRange[] ReadRanges(ref MessagePackReader reader)
    {
        var ranges = new NumberRange[CheckedReader.ArrayHeader(ref reader, "acknowledged", 0, ProtocolLimits.MaxEntries)];
        for (var i = 0; i < ranges.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "range", 2);
            var first = CheckedReader.Int64(ref reader, "first", 1);
            ranges[i] = new NumberRange(first, CheckedReader.Int64(ref reader, "last", first));
            CheckedReader.SkipRest(ref reader, count, known: 2);
        }

        return ranges;
    }

    private static Rejection[] ReadRejections(ref MessagePackReader reader)
    {
        var rejections = new Rejection[CheckedReader.ArrayHeader(ref reader, "rejected", 0, ProtocolLimits.MaxEntries)];
        for (var i = 0; i < rejections.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "rejection", 3);
            rejections[i] = new Rejection(
                CheckedReader.Int64(ref reader, "number"),
                (RejectionCode)CheckedReader.Int64(ref reader, "code", 0, int.MaxValue),
                CheckedReader.Text(ref reader, "reason", ProtocolLimits.MaxReasonLength, mayBeEmpty: true));
            CheckedReader.SkipRest(ref reader, count, known: 3);
        }

        return rejections;
    }

    private static TableHash[] ReadHashes(ref MessagePackReader reader)
    {
        var hashes = new TableHash[CheckedReader.ArrayHeader(ref reader, "unknown_tables", 0, ProtocolLimits.MaxEntries)];
        for (var i = 0; i < hashes.Length; i++)
        {
            var bytes = CheckedReader.Bytes(ref reader, "hash", TableHash.Size);
            hashes[i] = bytes.Length == TableHash.Size
                ? TableHash.FromBytes(bytes.Span)
                : throw CheckedReader.Wrong("hash", reader.Consumed, $"{bytes.Length} bytes, {TableHash.Size} expected");
        }

        return hashes;
    }

    private static DeviceConfiguration ReadConfiguration(ref MessagePackReader reader)
    {
        var count = CheckedReader.ArrayHeader(ref reader, "configuration", LeastConfigurationFields);
        var configuration = new DeviceConfiguration(
            CheckedReader.Int64(ref reader, "revision", 1),
            CheckedReader.Int64(ref reader, "report_interval_ms", 0, ProtocolLimits.MaxReportDurationMs),
            CheckedReader.Boolean(ref reader, "monitoring"),
            CheckedReader.Boolean(ref reader, "debugging"),
            CheckedReader.Boolean(ref reader, "logging"),
            count > LeastConfigurationFields ? CheckedReader.Milliseconds(ref reader, "developer_until_ms") : 0,
            count > LeastConfigurationFields + 1 ? CheckedReader.Int64(ref reader, "bytes_per_day", 0) : 0);
        CheckedReader.SkipRest(ref reader, count, ConfigurationFields);
        return configuration;
    }

    private static DeviceRequest[] ReadRequests(ref MessagePackReader reader)
    {
        var requests = new DeviceRequest[CheckedReader.ArrayHeader(ref reader, "requests", 0, ProtocolLimits.MaxRequests)];
        for (var i = 0; i < requests.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "request", RequestFields);
            requests[i] = new DeviceRequest(
                CheckedReader.Int64(ref reader, "id", 1),
                (int)CheckedReader.Int64(ref reader, "kind", 0, int.MaxValue),
                CheckedReader.Milliseconds(ref reader, "expires_ms"),
                CheckedReader.Milliseconds(ref reader, "from_ms"),
                CheckedReader.Milliseconds(ref reader, "to_ms"),
                reader.TryReadNil() ? Guid.Empty : CheckedReader.Id(ref reader, "subject"));
            CheckedReader.SkipRest(ref reader, count, RequestFields);
        }

        return requests;
    }

    /// <summary>A reason may quote what the library said, in several lines: the peer reads one line of bounded length.</summary>
    private static string Printable(string reason)
    {
        var kept = reason.AsSpan(0, Math.Min(reason.Length, ProtocolLimits.MaxReasonLength));
        if (kept.Length < reason.Length && char.IsHighSurrogate(kept[^1]))
        {
            kept = kept[..^1];
        }

        return kept.Length == reason.Length && !reason.Any(char.IsControl)
            ? reason
            : string.Create(kept.Length, kept, static (text, kept) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    text[i] = char.IsControl(kept[i]) ? ' ' : kept[i];
                }
            });
    }

    private static int Present(bool present) => present ? 1 : 0;
}
