namespace Fleet.DeviceAgent.Diagnostics;

/// <summary>The totals since start. Adding is lock-free, from any thread.</summary>
internal sealed class AgentCounters
{
    public static readonly IReadOnlyList<AgentCounter> All = Enum.GetValues<AgentCounter>();

    private readonly long[] _totals = new long[All.Count];

    public long this[AgentCounter counter] => Interlocked.Read(ref _totals[(int)counter]);

    public void Add(AgentCounter counter, long count = 1) => Interlocked.Add(ref _totals[(int)counter], count);

    /// <summary>The metric's key, fixed forever: dashboards and alerts name it.</summary>
    public static string KeyOf(AgentCounter counter) => counter switch
    {
        AgentCounter.StatsdSamples => "fleet.agent.statsd_samples",
        AgentCounter.StatsdPackets => "fleet.agent.statsd_packets",
        AgentCounter.StatsdMalformed => "fleet.agent.statsd_malformed",
        AgentCounter.StatsdInvalidKeys => "fleet.agent.statsd_invalid_keys",
        AgentCounter.StatsdRefusedValues => "fleet.agent.statsd_refused_values",
        AgentCounter.StatsdUnknownTypes => "fleet.agent.statsd_unknown_types",
        AgentCounter.StatsdUnsupported => "fleet.agent.statsd_unsupported",
        AgentCounter.StatsdTagsDropped => "fleet.agent.statsd_tags_dropped",
        AgentCounter.StatsdKernelDrops => "fleet.agent.statsd_kernel_drops",
        AgentCounter.StatsdTruncated => "fleet.agent.statsd_truncated",
        AgentCounter.CollectdValues => "fleet.agent.collectd_values",
        AgentCounter.CollectdPackets => "fleet.agent.collectd_packets",
        AgentCounter.CollectdPosts => "fleet.agent.collectd_posts",
        AgentCounter.CollectdMalformed => "fleet.agent.collectd_malformed",
        AgentCounter.CollectdRefusedRequests => "fleet.agent.collectd_refused_requests",
        AgentCounter.CollectdProtected => "fleet.agent.collectd_protected",
        AgentCounter.CollectdUnsupported => "fleet.agent.collectd_unsupported",
        AgentCounter.CollectdRefusedValues => "fleet.agent.collectd_refused_values",
        AgentCounter.CollectdInvalidKeys => "fleet.agent.collectd_invalid_keys",
        AgentCounter.CollectdNotKept => "fleet.agent.collectd_not_kept",
        AgentCounter.CollectdRepeated => "fleet.agent.collectd_repeated",
        AgentCounter.CollectdResets => "fleet.agent.collectd_resets",
        AgentCounter.CollectdKernelDrops => "fleet.agent.collectd_kernel_drops",
        AgentCounter.KeysOverLimit => "fleet.agent.keys_over_limit",
        AgentCounter.KindConflicts => "fleet.agent.kind_conflicts",
        AgentCounter.ReservedKeys => "fleet.agent.reserved_keys",
        AgentCounter.SetMembersOverLimit => "fleet.agent.set_members_over_limit",
        AgentCounter.BinsOverLimit => "fleet.agent.bins_over_limit",
        AgentCounter.Crashes => "fleet.agent.crashes",
        AgentCounter.CrashMarksNotKept => "fleet.agent.crash_marks_not_kept",
        AgentCounter.CrashesRefused => "fleet.agent.crashes_refused",
        AgentCounter.BatteryRefusedReadings => "fleet.agent.battery_refused_readings",
        AgentCounter.ProbeFailures => "fleet.agent.probe_failures",
        AgentCounter.RebootReasonsRefused => "fleet.agent.reboot_reasons_refused",
        AgentCounter.ReportsNotWanted => "fleet.agent.reports_not_wanted",
        AgentCounter.ObservationsNotWanted => "fleet.agent.observations_not_wanted",
        AgentCounter.QueueEvicted => "fleet.agent.queue_evicted",
        AgentCounter.QueueLost => "fleet.agent.queue_lost",
        AgentCounter.QueueWriteFailures => "fleet.agent.queue_write_failures",
        AgentCounter.QueueDamagedFiles => "fleet.agent.queue_damaged_files",
        AgentCounter.LogLines => "fleet.agent.log_lines",
        AgentCounter.LogLinesBelowLevel => "fleet.agent.log_lines_below_level",
        AgentCounter.LogLinesOverLimit => "fleet.agent.log_lines_over_limit",
        AgentCounter.LogLinesCut => "fleet.agent.log_lines_cut",
        AgentCounter.LogLinesLost => "fleet.agent.log_lines_lost",
        AgentCounter.LogMalformed => "fleet.agent.log_malformed",
        AgentCounter.LogConnectionsDropped => "fleet.agent.log_connections_dropped",
        AgentCounter.LogKernelDrops => "fleet.agent.log_kernel_drops",
        AgentCounter.LogFailures => "fleet.agent.log_failures",
        AgentCounter.LogDamagedFiles => "fleet.agent.log_damaged_files",
        AgentCounter.LogChunksEvicted => "fleet.agent.log_chunks_evicted",
        AgentCounter.LogFilesOverLimit => "fleet.agent.log_files_over_limit",
        AgentCounter.LogWrittenBytes => "fleet.agent.log_written_bytes",
        AgentCounter.SyncRejectedEntries => "fleet.agent.sync_rejected_entries",
        AgentCounter.SyncRefusedEntries => "fleet.agent.sync_refused_entries",
        AgentCounter.SyncBadReplies => "fleet.agent.sync_bad_replies",
        AgentCounter.SyncSentBytes => "fleet.agent.sync_sent_bytes",
        AgentCounter.SentEntryBytes => "fleet.agent.sent_entry_bytes",
        AgentCounter.SentLogBytes => "fleet.agent.sent_log_bytes",
        AgentCounter.SentCoredumpBytes => "fleet.agent.sent_coredump_bytes",
        AgentCounter.SentRecordingBytes => "fleet.agent.sent_recording_bytes",
        AgentCounter.SyncOverBudget => "fleet.agent.sync_over_budget",
        AgentCounter.AttachmentsLost => "fleet.agent.attachments_lost",
        AgentCounter.RequestsAnswered => "fleet.agent.requests_answered",
        AgentCounter.CoredumpCrashes => "fleet.agent.coredump_crashes",
        AgentCounter.CrashSummaries => "fleet.agent.crash_summaries",
        AgentCounter.CoredumpsKept => "fleet.agent.coredumps_kept",
        AgentCounter.CoredumpsNotKept => "fleet.agent.coredumps_not_kept",
        AgentCounter.CoredumpsReduced => "fleet.agent.coredumps_reduced",
        AgentCounter.CoredumpsEvicted => "fleet.agent.coredumps_evicted",
        AgentCounter.CoredumpFilesDamaged => "fleet.agent.coredump_files_damaged",
        AgentCounter.SyncSuccessful => "sync_successful",
        AgentCounter.SyncFailure => "sync_failure",
        _ => throw new ArgumentOutOfRangeException(nameof(counter), counter, "A counter without a key"),
    };
}
