using System.Text.Json;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Control;

/// <summary>
/// <c>set</c>: attributes of the device, <c>{"command":"set","attributes":{"battery.vendor":"acme","door_open":false}}</c>. Durable when it
/// answers; sent with the next sync. null removes.
/// </summary>
internal sealed class SetCommand(Outbox outbox)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        if (!request.TryGetProperty("attributes", out var given) || given.ValueKind != JsonValueKind.Object)
        {
            throw new ControlException("set: \"attributes\" must be an object");
        }

        var attributes = new Dictionary<string, AttributeValue>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in given.EnumerateObject())
        {
            if (!KeyTable.IsValidKey(property.Name) || !attributes.TryAdd(property.Name, ValueOf(property)))
            {
                throw new ControlException($"'{property.Name}' is not a key ([A-Za-z0-9._:/@%+-], 1 to {ProtocolLimits.MaxKeyLength}) or is there twice");
            }
        }

        if (attributes.Count is 0 or > ProtocolLimits.MaxAttributesPerEntry)
        {
            throw new ControlException($"set: 1 to {ProtocolLimits.MaxAttributesPerEntry} attributes expected");
        }

        Put(AttributesBody.Encode(attributes));
        reply.WriteNumber("attributes", attributes.Count);
        return Task.CompletedTask;
    }

    private void Put(byte[] body)
    {
        try
        {
            outbox.Put(EntryType.Attributes, EntryPriority.Attributes, body);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"could not be written to the queue: {e.Message}");
        }
    }

    private static AttributeValue ValueOf(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String when property.Value.GetString() is { Length: <= ProtocolLimits.MaxTextLength } text && !text.Any(char.IsControl) => AttributeValue.Of(text),
        JsonValueKind.Number when double.IsFinite(property.Value.GetDouble()) => AttributeValue.Of(property.Value.GetDouble()),
        JsonValueKind.True => AttributeValue.Of(true),
        JsonValueKind.False => AttributeValue.Of(false),
        JsonValueKind.Null => AttributeValue.None,
        _ => throw new ControlException($"{property.Name}: a text of at most {ProtocolLimits.MaxTextLength} printable characters, a number, true, false or null expected"),
    };
}
