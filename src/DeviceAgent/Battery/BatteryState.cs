namespace Fleet.DeviceAgent.Battery;

internal enum BatteryState
{
    /// <summary>Nobody says: neither discharging nor in contact with a charger.</summary>
    Unknown,
    Discharging,
    Charging,

    /// <summary>On a charger, and full.</summary>
    Full,

    /// <summary>On a charger that does not charge it.</summary>
    NotCharging,
}
