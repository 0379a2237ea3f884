using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Management;

/// <summary>Changes as the contract writes them.</summary>
internal static class DeviceChangeMessages
{
    /// <param name="message">Null changes nothing.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static Domain.Devices.DeviceChange Read(DeviceChange? message)
    {
        if (message is null)
        {
            return Domain.Devices.DeviceChange.None;
        }

        if (message.Attributes.Count + message.RemoveAttributes.Count > ProtocolLimits.MaxAttributesPerEntry)
        {
            throw ApiErrors.Invalid("attributes", $"at most {ProtocolLimits.MaxAttributesPerEntry} at a time");
        }

        var attributes = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        foreach (var assignment in message.Attributes)
        {
            Add(attributes, "attributes", assignment.Key, ValueOf(assignment));
        }

        foreach (var key in message.RemoveAttributes)
        {
            Add(attributes, "remove_attributes", key, AttributeValue.None);
        }

        return new Domain.Devices.DeviceChange(
            message.HasCohort ? message.Cohort : null,
            message.HasNickname ? message.Nickname : null,
            message.HasHardwareVersion ? message.HardwareVersion : null,
            attributes);
    }

    public static DeviceChange Of(Domain.Devices.DeviceChange change)
    {
        var message = new DeviceChange();
        if (change.Cohort is { } cohort)
        {
            message.Cohort = cohort;
        }

        if (change.Nickname is { } nickname)
        {
            message.Nickname = nickname;
        }

        if (change.HardwareVersion is { } hardware)
        {
            message.HardwareVersion = hardware;
        }

        message.Attributes.AddRange(change.Attributes.Where(a => !a.Value.IsNone).Select(a => Of(a.Key, a.Value)));
        message.RemoveAttributes.AddRange(change.Attributes.Where(a => a.Value.IsNone).Select(a => a.Key));
        return message;
    }

    private static AttributeAssignment Of(string key, AttributeValue value) => value switch
    {
        { Text: { } text } => new AttributeAssignment { Key = key, Text = text },
        { Number: { } number } => new AttributeAssignment { Key = key, Number = number },
        _ => new AttributeAssignment { Key = key, Flag = value.Flag ?? false },
    };

    private static void Add(Dictionary<string, AttributeValue> attributes, string field, string key, AttributeValue value)
    {
        if (!KeyTable.IsValidKey(key))
        {
            throw ApiErrors.Invalid(field, $"'{key}' is not a key ([A-Za-z0-9._:/@%+-], 1 to {ProtocolLimits.MaxKeyLength})");
        }

        if (!attributes.TryAdd(key.ToLowerInvariant(), value))
        {
            throw ApiErrors.Invalid(field, $"'{key}' is there twice");
        }
    }

    private static AttributeValue ValueOf(AttributeAssignment assignment) => assignment.ValueCase switch
    {
        AttributeAssignment.ValueOneofCase.Text => AttributeValue.Of(assignment.Text),
        AttributeAssignment.ValueOneofCase.Number => AttributeValue.Of(assignment.Number),
        AttributeAssignment.ValueOneofCase.Flag => AttributeValue.Of(assignment.Flag),
        _ => throw ApiErrors.Invalid("attributes", $"'{assignment.Key}' has no value; remove_attributes removes one"),
    };
}
