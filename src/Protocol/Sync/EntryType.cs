namespace Fleet.Protocol.Sync;

/// <summary>What an entry's body holds. The numbers are on the wire: never renumber.</summary>
public enum EntryType
{
    /// <summary>Metric values over an interval; see <see cref="Metrics.Report"/>.</summary>
    Report = 1,

    /// <summary>Attributes of the device that changed; see <see cref="AttributesBody"/>.</summary>
    Attributes = 2,

    /// <summary>Why a boot began; see <see cref="Reboots.Reboot"/>.</summary>
    Reboot = 3,

    /// <summary>A failure that an application reports, with a stack as text; see <see cref="Traces.Trace"/>.</summary>
    Trace = 4,

    /// <summary>A crash in a few hundred bytes; see <see cref="Coredumps.Crash"/>.</summary>
    Crash = 5,

    /// <summary>The core of a crash, an attachment; see <see cref="Coredumps.Coredump"/>.</summary>
    Coredump = 6,

    /// <summary>A piece of a log, an attachment; see <see cref="Logs.LogFile"/>.</summary>
    LogFile = 7,

    /// <summary>A file of the product's own, an attachment; see <see cref="Recordings.Recording"/>.</summary>
    Recording = 8,

    /// <summary>Metrics at high resolution; see <see cref="Telemetry.TelemetryBlock"/>.</summary>
    Telemetry = 9,

    /// <summary>What came of a request of the server; see <see cref="Sync.RequestAnswer"/>.</summary>
    RequestAnswer = 10,
}
