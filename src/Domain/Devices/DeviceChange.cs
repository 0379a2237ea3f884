using System.Collections.Frozen;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>What someone wants to be otherwise with a device itself. Null leaves a thing as it is.</summary>
/// <param name="Cohort">That it is to be in.</param>
/// <param name="Nickname">For people; empty for none.</param>
/// <param name="HardwareVersion">Of a device that is pending: one that was in contact says itself what it is.</param>
/// <param name="Attributes">To be set, or to be removed where the value is <see cref="AttributeValue.None"/>.</param>
public sealed record DeviceChange(
    string? Cohort,
    string? Nickname,
    string? HardwareVersion,
    IReadOnlyDictionary<string, AttributeValue> Attributes)
{
    /// <summary>Leaves all as it is.</summary>
    public static DeviceChange None { get; } = new(null, null, null, FrozenDictionary<string, AttributeValue>.Empty);
}
