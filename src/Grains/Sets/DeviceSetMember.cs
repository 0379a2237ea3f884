namespace Fleet.Grains.Sets;

/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="Serial">Of the device.</param>
/// <param name="EnteredAtMs">Since when it is a member, milliseconds since 1970 UTC, server time.</param>
public readonly record struct DeviceSetMember(long DeviceId, string Serial, long EnteredAtMs);
