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
