namespace Fleet.Domain.Retention;

/// <summary>What is kept for a time of its own. Each stored thing is of exactly one kind; docs/design/retention.md has the table. The numbers are stored: never renumber.</summary>
public enum RetentionKind
{
    /// <summary>Reports one by one: column files, the index of reports, lines of the processing log, changes of device sets.</summary>
    Reports = 1,

    /// <summary>Sums by hour and day: buckets of cohorts and fleet, sizes of device sets.</summary>
    Rollups = 2,

    /// <summary>Pieces of logs with their attachments.</summary>
    Logs = 3,

    /// <summary>Reboots, traces and crashes.</summary>
    Traces = 4,

    /// <summary>What is large and belongs to one failure: coredumps, recordings, telemetry, with their attachments.</summary>
    Coredumps = 5,
}
