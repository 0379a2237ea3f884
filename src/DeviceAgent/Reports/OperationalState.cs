namespace Fleet.DeviceAgent.Reports;

/// <summary>Marks of operational time, in milliseconds of uptime of one boot; negative when they lie before it.</summary>
/// <param name="BootId">The boot that the other values count from.</param>
/// <param name="AtMs">When they were last kept.</param>
/// <param name="HoursMarkMs">Up to here <c>operational_hours</c> has been reported.</param>
internal sealed record OperationalState(Guid BootId, long AtMs, long HoursMarkMs);
