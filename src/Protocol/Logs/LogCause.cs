namespace Fleet.Protocol.Logs;

/// <summary>Why a log file was uploaded. The numbers are on the wire: never renumber.</summary>
public enum LogCause
{
    /// <summary>Logging is on for the device.</summary>
    Continuous = 0,

    /// <summary>Somebody asked for its time.</summary>
    Requested = 1,

    /// <summary>Its time has a crash in it.</summary>
    Crash = 2,
}
