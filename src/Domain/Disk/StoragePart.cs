using Fleet.Domain.Retention;

namespace Fleet.Domain.Disk;

/// <summary>A part of what a server has on its disk. The numbers are stored: never renumber.</summary>
public enum StoragePart
{
    /// <summary>Of all reports.</summary>
    ColumnFiles = 1,

    /// <summary>Buckets of rollups, where the store can tell them apart.</summary>
    Rollups = 2,

    /// <summary>All read models that are not told apart: indexes, devices, sets; on SQLite with the rollups.</summary>
    ReadModels = 3,

    /// <summary>Events, snapshots, the metric catalog. Expires with the longest of all kinds but rollups.</summary>
    EventLog = 4,

    /// <summary>Of pieces of logs.</summary>
    LogAttachments = 5,

    /// <summary>Of coredumps, recordings and telemetry.</summary>
    CoredumpAttachments = 6,

    /// <summary>Uploads under way, and attachments whose entry has not come or is gone. They go by themselves within days.</summary>
    OtherAttachments = 7,

    /// <summary>Projects, credentials, sets, open hours of the intake.</summary>
    OperatorState = 8,

    /// <summary>Files of symbols. Do not expire: somebody deletes them.</summary>
    Symbols = 9,
}

/// <summary>What expires with which kind.</summary>
public static class StorageParts
{
    /// <summary>The kinds of which the longest decides how large a part gets; none when it does not expire.</summary>
    public static IReadOnlyList<RetentionKind> KindsOf(StoragePart part) =>
        part == StoragePart.EventLog ? LogRetention.Kinds : KindOf(part) is { } kind ? [kind] : [];

    /// <summary>The one kind that a part expires with; null when it does not expire, or with several.</summary>
    public static RetentionKind? KindOf(StoragePart part) => part switch
    {
        StoragePart.ColumnFiles => RetentionKind.Reports,
        StoragePart.Rollups or StoragePart.ReadModels => RetentionKind.Rollups,
        StoragePart.LogAttachments => RetentionKind.Logs,
        StoragePart.CoredumpAttachments => RetentionKind.Coredumps,
        _ => null,
    };
}
