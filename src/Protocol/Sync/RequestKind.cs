namespace Fleet.Protocol.Sync;

/// <summary>What a server asks a device for. The numbers are on the wire: never renumber.</summary>
public enum RequestKind
{
    /// <summary>The log of a stretch of time, also one in the past, as far as the device still holds it.</summary>
    Logs = 1,

    /// <summary>The core of a crash.</summary>
    Coredump = 2,

    /// <summary>Metrics at high resolution over a stretch of time.</summary>
    Telemetry = 3,
}
