using System.Text.Json.Nodes;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Protocol.Tests;

/// <summary>What a frame means, as JSON: the form of the golden vectors, and what two models are compared by.</summary>
internal static class FrameJson
{
    public static JsonObject Of(SyncRequest request)
    {
        var tables = new Dictionary<TableHash, KeyTable>();
        foreach (var encoded in request.Tables)
        {
            if (TryDecode(encoded) is { } table)
            {
                tables[table.Hash] = table;
            }
        }

        return new JsonObject
        {
            ["device"] = new JsonObject { ["serial"] = request.Device.Serial, ["hardware_version"] = request.Device.HardwareVersion },
            ["agent"] = new JsonObject { ["name"] = request.Agent.Name, ["version"] = request.Agent.Version },
            ["origins"] = Array(request.Origins, o => new JsonObject
            {
                ["boot_id"] = o.BootId.ToString("N"),
                ["software_type"] = o.SoftwareType,
                ["software_version"] = o.SoftwareVersion,
            }),
            ["wall_ms"] = request.WallMs,
            ["uptime_ms"] = request.UptimeMs,
            ["epoch"] = $"{request.Epoch:x16}",
            ["entries"] = Array(request.Entries, e => Of(e, tables)),
            ["tables"] = Array(request.Tables, Table),
            ["configuration_revision"] = request.ConfigurationRevision,
        };
    }

    public static JsonObject Of(SyncReply reply) => new()
    {
        ["acknowledged"] = Array(reply.Acknowledged, r => new JsonObject { ["first"] = r.First, ["last"] = r.Last }),
        ["rejected"] = Array(reply.Rejected, r => new JsonObject { ["number"] = r.Number, ["code"] = (int)r.Code, ["reason"] = r.Reason }),
        ["unknown_tables"] = Array(reply.UnknownTables, t => (JsonNode)t.ToString()),
        ["configuration"] = reply.Configuration is not { } c ? null : new JsonObject
        {
            ["revision"] = c.Revision,
            ["report_interval_ms"] = c.ReportIntervalMs,
            ["monitoring"] = c.Monitoring,
            ["debugging"] = c.Debugging,
            ["logging"] = c.Logging,
            ["developer_until_ms"] = c.DeveloperUntilMs,
            ["bytes_per_day"] = c.BytesPerDay,
        },
        ["server_time_ms"] = reply.ServerTimeMs,
        ["come_back_ms"] = reply.ComeBackMs,
        ["requests"] = Array(reply.Requests, r => new JsonObject
        {
            ["id"] = r.Id,
            ["kind"] = r.Kind,
            ["expires_ms"] = r.ExpiresMs,
            ["from_ms"] = r.FromMs,
            ["to_ms"] = r.ToMs,
            ["subject"] = r.Subject == Guid.Empty ? null : r.Subject.ToString("N"),
        }),
    };

    public static JsonObject Of(Report report) => new()
    {
        ["kind"] = (int)report.Kind,
        ["duration_ms"] = report.DurationMs,
        ["table_hash"] = report.Table.ToString(),
        ["values"] = Raw(report.Values),
        ["session_name"] = report.SessionName,
    };

    public static JsonObject Of(IReadOnlyDictionary<string, AttributeValue> attributes) =>
        new(attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => KeyValuePair.Create(a.Key, Of(a.Value))));

    public static JsonNode? Of(MetricValue value) => value.Shape switch
    {
        MetricShape.Scalar or MetricShape.Flag => value.Value,
        MetricShape.Text => value.Text,
        MetricShape.Gauge => new JsonObject { ["last"] = value.Value, ["mean"] = value.Mean, ["min"] = value.Min, ["max"] = value.Max },
        MetricShape.Distribution => new JsonObject
        {
            ["count"] = value.Count,
            ["sum"] = value.Value,
            ["min"] = value.Min,
            ["max"] = value.Max,
            ["sketch"] = Hex(value.Sketch),
        },
        _ => null,
    };

    private static JsonNode? Of(AttributeValue value) => value switch
    {
        { Text: { } text } => text,
        { Number: { } number } => number,
        { Flag: { } flag } => flag,
        _ => null,
    };

    private static JsonObject Of(SyncEntry entry, Dictionary<TableHash, KeyTable> tables)
    {
        var json = new JsonObject
        {
            ["number"] = entry.Number,
            ["type"] = entry.Type,
            ["wall_ms"] = entry.WallMs,
            ["uptime_ms"] = entry.UptimeMs,
            ["origin"] = entry.OriginIndex,
            ["body"] = Hex(entry.Body),
        };
        try
        {
            if (entry.Type == (int)EntryType.Report)
            {
                var report = Report.Decode(entry.Body);
                json["report"] = Of(report);
                if (tables.TryGetValue(report.Table, out var table))
                {
                    var metrics = new JsonObject();
                    report.ReadValues(table.Columns, metrics, (into, i, value) => into[table.Columns[i].Key] = Of(value));
                    json["metrics"] = metrics;
                }
            }
            else if (entry.Type == (int)EntryType.Attributes)
            {
                json["attributes"] = Of(AttributesBody.Decode(entry.Body));
            }
            else if (ObservationJson.Of(entry) is { } observation)
            {
                json["observation"] = observation;
            }
        }
        catch (ProtocolException)
        {
            json["malformed"] = true;
        }

        return json;
    }

    private static JsonObject Table(ReadOnlyMemory<byte> encoded)
    {
        var json = new JsonObject { ["encoded"] = Hex(encoded), ["hash"] = TableHash.Of(encoded.Span).ToString() };
        if (TryDecode(encoded) is { } table)
        {
            json["columns"] = Array(table.Columns, c => new JsonObject { ["key"] = c.Key, ["kind"] = (int)c.Kind, ["unit"] = c.Unit });
        }

        return json;
    }

    private static KeyTable? TryDecode(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return KeyTable.Decode(encoded);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static JsonNode? Raw(ReadOnlyMemory<byte> value)
    {
        var reader = new MessagePackReader(value);
        return Raw(ref reader);
    }

    private static JsonNode? Raw(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return null;
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.Integer:
                return reader.ReadInt64();
            case MessagePackType.Float:
                return reader.ReadDouble();
            case MessagePackType.String:
                return reader.ReadString();
            case MessagePackType.Binary:
                return Hex(reader.ReadBytes()!.Value.First);
            default:
                var array = new JsonArray();
                for (var i = reader.ReadArrayHeader(); i > 0; i--)
                {
                    array.Add(Raw(ref reader));
                }

                return array;
        }
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> of) => new([.. items.Select(of)]);

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}
