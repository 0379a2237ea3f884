namespace Fleet.DeviceAgent.Collectd;

/// <summary>How collectd means a value; the numbers are those of its network protocol.</summary>
internal enum ValueKind : byte
{
    /// <summary>A total that only grows, and begins again at zero when its 32 or 64 bits are full.</summary>
    Counter = 0,

    Gauge = 1,

    /// <summary>A total of which the change counts.</summary>
    Derive = 2,

    /// <summary>A count since the last reading.</summary>
    Absolute = 3,
}
