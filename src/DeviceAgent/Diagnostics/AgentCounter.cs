namespace Fleet.DeviceAgent.Diagnostics;

/// <summary>
/// What the agent counts of itself, above all everything it drops. Each is a metric of the heartbeat under the key that
/// <see cref="AgentCounters.KeyOf"/> gives.
/// </summary>
internal enum AgentCounter
{
    /// <summary>Samples taken from StatsD packets.</summary>
    StatsdSamples,

    StatsdPackets,

    /// <summary>Lines that are not <c>key:value|type</c>, or whose value or rate is not a number.</summary>
    StatsdMalformed,

    StatsdInvalidKeys,

    /// <summary>NaN, infinite, or of a magnitude that no metric may have.</summary>
    StatsdRefusedValues,

    StatsdUnknownTypes,

    /// <summary>DogStatsD events and service checks.</summary>
    StatsdUnsupported,

    /// <summary>Tags of keys for which the configuration lists none.</summary>
    StatsdTagsDropped,

    /// <summary>Packets that the kernel dropped because the receive buffer was full.</summary>
    StatsdKernelDrops,

    /// <summary>Datagrams of more than 64 KiB.</summary>
    StatsdTruncated,

    /// <summary>Values taken from collectd.</summary>
    CollectdValues,

    /// <summary>Packets of collectd's network protocol.</summary>
    CollectdPackets,

    /// <summary>Bodies of collectd's write_http.</summary>
    CollectdPosts,

    /// <summary>Packets, bodies and lists of values that could not be read, or not to their end.</summary>
    CollectdMalformed,

    /// <summary>HTTP requests that are no POST of JSON to the right path, or beyond the limits.</summary>
    CollectdRefusedRequests,

    /// <summary>Signed or encrypted parts of packets.</summary>
    CollectdProtected,

    /// <summary>Notifications.</summary>
    CollectdUnsupported,

    /// <summary>NaN, infinite, or a counter's value that is not a whole number.</summary>
    CollectdRefusedValues,

    /// <summary>Values whose names do not come to a key.</summary>
    CollectdInvalidKeys,

    /// <summary>Values that the configuration does not keep.</summary>
    CollectdNotKept,

    /// <summary>Values that are not newer than the last of their key.</summary>
    CollectdRepeated,

    /// <summary>Values of counters that were set back: the increase is not known.</summary>
    CollectdResets,

    /// <summary>Packets that the kernel dropped because the receive buffer was full.</summary>
    CollectdKernelDrops,

    /// <summary>Samples of new keys above the limit of distinct keys.</summary>
    KeysOverLimit,

    /// <summary>Samples whose key is already known with another kind.</summary>
    KindConflicts,

    /// <summary>Samples for a key that the agent itself reports.</summary>
    ReservedKeys,

    /// <summary>Members of sets above the limit: the set's size is a lower bound then.</summary>
    SetMembersOverLimit,

    /// <summary>Samples of distributions that would have needed a further bin, above the limit of bins of all distributions.</summary>
    BinsOverLimit,

    /// <summary>Crashes recorded, by the core handler or by applications.</summary>
    Crashes,

    /// <summary>Crashes that count in memory only, since the disk did not take their marks.</summary>
    CrashMarksNotKept,

    /// <summary>Crashes that were told while the configuration has them off.</summary>
    CrashesRefused,

    /// <summary>Readings of batteries outside 0 to 100 %.</summary>
    BatteryRefusedReadings,

    /// <summary>Connectivity probes without an answer.</summary>
    ProbeFailures,

    /// <summary>Reasons for a reboot, left in a file, that are none.</summary>
    RebootReasonsRefused,

    /// <summary>Values of intervals that were closed while the server had monitoring turned off.</summary>
    ReportsNotWanted,

    /// <summary>Traces, recordings and crashes that came while the server had debugging turned off.</summary>
    ObservationsNotWanted,

    /// <summary>Entries that gave way to newer or more important ones.</summary>
    QueueEvicted,

    /// <summary>Entries lost with a damaged file or a failed read.</summary>
    QueueLost,

    /// <summary>Entries that could not be written.</summary>
    QueueWriteFailures,

    /// <summary>Queue files found damaged at start.</summary>
    QueueDamagedFiles,

    /// <summary>Lines that were taken into the log.</summary>
    LogLines,

    /// <summary>Lines less severe than what the configuration keeps.</summary>
    LogLinesBelowLevel,

    /// <summary>Lines above the limit of lines per minute.</summary>
    LogLinesOverLimit,

    /// <summary>Lines that were shortened, or lost some of their fields, because they were too long or nested too deep.</summary>
    LogLinesCut,

    /// <summary>Lines that the disk did not take.</summary>
    LogLinesLost,

    /// <summary>What came in for the log and is no record of its protocol.</summary>
    LogMalformed,

    /// <summary>Connections that were closed because what came is not their protocol, or to make room for another.</summary>
    LogConnectionsDropped,

    /// <summary>Datagrams for the log that the kernel dropped because the receive buffer was full.</summary>
    LogKernelDrops,

    /// <summary>Times that a log file could not be written, or its source not read.</summary>
    LogFailures,

    /// <summary>Log files found damaged.</summary>
    LogDamagedFiles,

    /// <summary>Pieces of the log that gave way to newer or more important ones.</summary>
    LogChunksEvicted,

    /// <summary>Followed files above the limit of files.</summary>
    LogFilesOverLimit,

    /// <summary>Bytes of the log that were written to the disk.</summary>
    LogWrittenBytes,

    /// <summary>Entries that the server rejected one by one, with a reason.</summary>
    SyncRejectedEntries,

    /// <summary>Entries that the server refused as part of any batch.</summary>
    SyncRefusedEntries,

    /// <summary>Answers with status 200 that are not the server's: a captive portal, most likely.</summary>
    SyncBadReplies,

    SyncSentBytes,

    /// <summary>Bytes of entries sent; with those of log files, coredumps and recordings they are <see cref="SyncSentBytes"/>.</summary>
    SentEntryBytes,

    SentLogBytes,

    SentCoredumpBytes,

    SentRecordingBytes,

    /// <summary>Syncs after which attachments waited because a budget was used up.</summary>
    SyncOverBudget,

    /// <summary>Entries whose attachment the server does not take, or whose file was lost.</summary>
    AttachmentsLost,

    /// <summary>Requests of the server that were carried out, or answered with a reason why not.</summary>
    RequestsAnswered,

    /// <summary>Crashes that the kernel handed over, each, also those without a summary or a core.</summary>
    CoredumpCrashes,

    /// <summary>Summaries of crashes that were queued.</summary>
    CrashSummaries,

    /// <summary>Cores that the device holds, or held.</summary>
    CoredumpsKept,

    /// <summary>Cores that were not kept: filtered, too many, too large, no room.</summary>
    CoredumpsNotKept,

    /// <summary>Cores that were kept with less in them than was asked for.</summary>
    CoredumpsReduced,

    /// <summary>Cores that gave way to newer ones before the server asked for them.</summary>
    CoredumpsEvicted,

    /// <summary>Summaries that could not be read, and were set aside.</summary>
    CoredumpFilesDamaged,

    /// <summary>Times that more memory was resident than is allowed, after a collection.</summary>
    MemoryOverLimit,

    /// <summary>Values of telemetry that were given up for that.</summary>
    MemoryShedTelemetry,

    /// <summary>Connections that bring lines, closed for that.</summary>
    MemoryShedConnections,

    /// <summary>Times that everything new in metrics was refused for that, until there was room.</summary>
    MemoryFrozenMetrics,

    SyncSuccessful,

    SyncFailure,
}
