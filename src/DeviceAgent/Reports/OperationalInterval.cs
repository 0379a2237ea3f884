namespace Fleet.DeviceAgent.Reports;

/// <summary>What an interval adds to the operational metrics.</summary>
/// <param name="Hours">Whole hours since the last mark.</param>
/// <param name="CrashFreeHours">Whole hours since the later of the last mark and the last crash.</param>
/// <param name="Crashes">Crashes, however many in one hour.</param>
internal readonly record struct OperationalInterval(long Hours, long CrashFreeHours, long Crashes);
