using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Applications;

/// <summary>
/// <c>session</c>: a named stretch of the product's own. <c>{"command":"session","action":"start","name":"wash"}</c> begins it;
/// <c>{"command":"session","action":"end","name":"wash","values":{"spins":3,"ok":true}}</c> ends it and queues a report of its length with these
/// values; <c>cancel</c> forgets it. Sessions of several names may be open at once.
/// </summary>
internal sealed class SessionCommand
{
    /// <summary>Open at once: a program that only starts sessions is mistaken.</summary>
    private const int MaxOpen = 64;

    private readonly Lock _gate = new();
    private readonly Outbox _outbox;
    private readonly DeviceClock _clock;
    private readonly Origin _origin;
    private readonly SessionFile _file;
    private readonly List<OpenSession> _open;

    public SessionCommand(Outbox outbox, DeviceClock clock, Origin origin, SessionFile file)
    {
        _outbox = outbox;
        _clock = clock;
        _origin = origin;
        _file = file;
        _open = file.Read();
    }

    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var name = ControlArguments.Line(request, "name", ProtocolLimits.MaxSessionNameLength);
        lock (_gate)
        {
            var index = _open.FindIndex(session => session.Name == name);
            switch (ControlArguments.Line(request, "action", ProtocolLimits.MaxNameLength))
            {
                case "start":
                    Start(name, index);
                    break;
                case "end":
                    End(request, Known(name, index), reply);
                    _open.RemoveAt(index);
                    break;
                case "cancel":
                    Known(name, index);
                    _open.RemoveAt(index);
                    break;
                default:
                    throw new ControlException("\"action\" must be start, end or cancel");
            }

            _file.Write(_open);
        }

        return Task.CompletedTask;
    }

    private void Start(string name, int index)
    {
        if (index >= 0)
        {
            throw new ControlException($"session '{name}' has begun already");
        }

        if (_open.Count == MaxOpen)
        {
            throw new ControlException($"{MaxOpen} sessions are open, the first of them '{_open[0].Name}'");
        }

        _open.Add(new OpenSession(name, _clock.UptimeMs));
    }

    private OpenSession Known(string name, int index) => index >= 0 ? _open[index] : throw new ControlException($"session '{name}' has not begun");

    private void End(JsonElement request, OpenSession session, Utf8JsonWriter reply)
    {
        var given = new SortedDictionary<string, (MetricKind Kind, MetricValue Value)>(StringComparer.Ordinal);
        if (request.TryGetProperty("values", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (!given.TryAdd(property.Name.ToLowerInvariant(), ValueOf(property)))
                {
                    throw new ControlException($"'{property.Name}' is there twice");
                }
            }
        }

        var columns = new List<MetricColumn>();
        var values = new List<MetricValue>();
        foreach (var (key, (kind, value)) in given)
        {
            columns.Add(new MetricColumn(key, kind));
            values.Add(value);
        }

        // What its length is called, so that a session without values has one.
        var duration = Math.Clamp(_clock.UptimeMs - session.StartedMs, 0, ProtocolLimits.MaxReportDurationMs);
        columns.Add(new MetricColumn(DurationKey, MetricKind.Gauge, "ms"));
        values.Add(MetricValue.Gauge(duration, duration, duration, duration));
        if (columns.Find(column => !KeyTable.IsValidKey(column.Key)) is { } wrong)
        {
            throw new ControlException($"'{wrong.Key}' is not a key ([A-Za-z0-9._:/@%+-], 1 to {ProtocolLimits.MaxKeyLength})");
        }

        if (given.ContainsKey(DurationKey) || columns.Count > ProtocolLimits.MaxKeysPerTable)
        {
            throw new ControlException($"{DurationKey} is there twice, or there are more than {ProtocolLimits.MaxKeysPerTable} keys");
        }

        var table = KeyTable.Of([.. columns]);
        var body = new Report(ReportKind.Session, duration, table.Hash, Report.EncodeValues([.. values]), session.Name).Encode();
        Durably.Do(() => _outbox.Put(new EntryDraft(EntryType.Report, EntryPriority.Report, _clock.WallMs, _clock.UptimeMs, _origin, body, table)));
        reply.WriteNumber("duration_ms", duration);
    }

    /// <summary>Of the value that every session has.</summary>
    private const string DurationKey = "session.duration_ms";

    private static (MetricKind Kind, MetricValue Value) ValueOf(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String when property.Value.GetString() is { Length: <= ProtocolLimits.MaxTextLength } text && !text.Any(char.IsControl) => (MetricKind.Property, MetricValue.OfText(text)),
        JsonValueKind.Number when property.Value.GetDouble() is var number && MetricLimits.Accepts(number) => (MetricKind.Gauge, MetricValue.Gauge(number, number, number, number)),
        JsonValueKind.True => (MetricKind.Flag, MetricValue.Flag(true)),
        JsonValueKind.False => (MetricKind.Flag, MetricValue.Flag(false)),
        _ => throw new ControlException($"{property.Name}: a text of at most {ProtocolLimits.MaxTextLength} printable characters, a number, true or false expected"),
    };
}
