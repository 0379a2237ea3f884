namespace Fleet.DeviceAgent.Reports;

/// <summary>Marks of operational time, in milliseconds of uptime of one boot; negative when they lie before it.</summary>
/// <param name="BootId">The boot that the other values count from.</param>
/// <param name="AtMs">When they were last kept.</param>
/// <param name="HoursMarkMs">Up to here <c>operational_hours</c> has been reported.</param>
/// <param name="CrashFreeMarkMs">Up to here <c>operational_crashfree_hours</c> has been reported; the last crash, when that is later.</param>
/// <param name="LastCrash">Number of the last crash that was reported; 0 before the first.</param>
internal sealed record OperationalState(Guid BootId, long AtMs, long HoursMarkMs, long CrashFreeMarkMs, long LastCrash);
