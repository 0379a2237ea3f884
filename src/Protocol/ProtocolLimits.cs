namespace Fleet.Protocol;

/// <summary>
/// What a server accepts from a device, and so what an agent may send. Every size, count and depth that a device controls is bounded here;
/// all are inclusive.
/// </summary>
public static class ProtocolLimits
{
    /// <summary>Bytes of a request body as it arrives. A day of hourly reports of 1,000 metrics fits compressed with room to spare.</summary>
    public const int MaxCompressedBytes = 1024 * 1024;

    /// <summary>Bytes of a request body after decompression: bounds what one request can make the server hold.</summary>
    public const int MaxFrameBytes = 4 * 1024 * 1024;

    /// <summary>Of a link that can be served: both ends give a body the time that it takes at this rate, beside their usual patience.</summary>
    public const int SlowestBytesPerSecond = 512;

    /// <summary>Entries in one batch. An agent with more sends several batches.</summary>
    public const int MaxEntries = 1024;

    /// <summary>
    /// Metric values in all reports of one batch: what one row of the event log can ask of a projection. Reports beyond it are neither
    /// acknowledged nor rejected: they come with the next batch. 64 hourly reports of 1,000 metrics.
    /// </summary>
    public const int MaxValuesPerBatch = 65_536;

    /// <summary>Bytes of one entry's body. Larger content travels as an attachment.</summary>
    public const int MaxEntryBytes = 256 * 1024;

    /// <summary>Origins (boot and software version) that one batch may mix.</summary>
    public const int MaxOrigins = 64;

    /// <summary>Key tables that one batch may carry.</summary>
    public const int MaxTables = 16;

    /// <summary>Keys in one table: the metrics of one report.</summary>
    public const int MaxKeysPerTable = 2048;

    /// <summary>Bytes of one encoded key table.</summary>
    public const int MaxTableBytes = 512 * 1024;

    /// <summary>Characters of a metric or attribute key.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>Characters of a unit.</summary>
    public const int MaxUnitLength = 32;

    /// <summary>Characters of a device's serial.</summary>
    public const int MaxSerialLength = 128;

    /// <summary>Characters of a hardware version, software type, software version, agent name or agent version.</summary>
    public const int MaxVersionLength = 128;

    /// <summary>Characters of a property's value.</summary>
    public const int MaxTextLength = 1024;

    /// <summary>Characters of a session's name.</summary>
    public const int MaxSessionNameLength = 64;

    /// <summary>Attributes in one entry.</summary>
    public const int MaxAttributesPerEntry = 256;

    /// <summary>Bytes of one encoded quantile sketch.</summary>
    public const int MaxSketchBytes = 64 * 1024;

    /// <summary>Nesting of a value that the reader does not know and skips. The format itself needs three.</summary>
    public const int MaxDepth = 16;

    /// <summary>The longest interval a report may cover: a year. Longer ones are a broken clock.</summary>
    public const long MaxReportDurationMs = 366L * 24 * 3600 * 1000;

    /// <summary>The greatest time, 9999-12-31T23:59:59.999Z: what is later, or before 1970, is read as the nearest of the range.</summary>
    public const long MaxMilliseconds = 253_402_300_799_999;

    /// <summary>Characters of the reason of a rejection.</summary>
    public const int MaxReasonLength = 1024;

    /// <summary>Requests of the server in one reply.</summary>
    public const int MaxRequests = 64;

    /// <summary>Characters of a name that a program chooses for itself and others read: a reason, a language.</summary>
    public const int MaxSlugLength = 64;

    /// <summary>Characters of the name of a program, a module, a thread, a type, a file: what Linux allows a file name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Characters of a path: what Linux allows one.</summary>
    public const int MaxPathLength = 4096;

    /// <summary>Characters of what there is to read about a reboot or of a trace's message: the tail of a kernel's panic.</summary>
    public const int MaxDetailsLength = 32 * 1024;

    /// <summary>Characters of a trace's stack: some thousand frames.</summary>
    public const int MaxStackLength = 48 * 1024;

    /// <summary>Frames of a crash.</summary>
    public const int MaxCrashFrames = 64;

    /// <summary>Bytes of a build-id: SHA-1 has 20, and linkers take up to 64 by hand.</summary>
    public const int MaxBuildIdBytes = 64;

    /// <summary>The greatest signal number.</summary>
    public const int MaxSignal = 127;

    /// <summary>Characters of one line of a log. Longer ones are cut by the device.</summary>
    public const int MaxLogMessageLength = 32 * 1024;

    /// <summary>Series in one block of telemetry.</summary>
    public const int MaxTelemetrySeries = 256;

    /// <summary>Values in all series of one block of telemetry.</summary>
    public const int MaxTelemetryValues = 32 * 1024;

    /// <summary>Bytes of one attachment.</summary>
    public const long MaxBlobBytes = 4L * 1024 * 1024 * 1024;
}
