namespace Fleet.DeviceAgent.Battery;

/// <summary>What a report interval says of the battery; null where it says nothing.</summary>
/// <param name="SocPercentDrop">Percentage points lost, in an interval that was all discharging.</param>
/// <param name="DischargeMs">Milliseconds discharging.</param>
internal readonly record struct BatteryInterval(double? SocPercentDrop, double? DischargeMs);
