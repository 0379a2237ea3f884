namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// What goes first when the queue is sent; and gives way last when it is full, but for pieces of a log: see <see cref="RoomOrder"/>. The numbers are on disk:
/// never renumber.
/// </summary>
internal enum EntryPriority : byte
{
    Recording = 10,

    Coredump = 20,

    /// <summary>Telemetry at high resolution, which somebody asked for.</summary>
    Telemetry = 25,

    /// <summary>Pieces of a log, which somebody asked for or which cover a crash.</summary>
    LogFile = 30,

    Report = 40,

    /// <summary>Failures that applications report and live on with.</summary>
    Trace = 50,

    /// <summary>Attributes: few, small, and said only once.</summary>
    Attributes = 60,

    /// <summary>Crashes without their cores, and failures that ended an application.</summary>
    Crash = 70,

    /// <summary>Answers to requests of the server: without them it keeps asking.</summary>
    RequestAnswer = 80,

    Reboot = 90,
}
