namespace Fleet.DeviceAgent.Queue;

/// <summary>First byte of a record's payload. The numbers are on disk: never renumber.</summary>
internal enum RecordKind : byte
{
    /// <summary>As versions before wrote it, without <see cref="EntryRecord.Checkpoint"/>, its body not compressed.</summary>
    FormerEntry = 1,

    /// <summary>An encoded key table, in each segment with an entry that names it, so that segments do not depend on each other.</summary>
    Table = 2,

    /// <summary>Numbers that need no more sending: acknowledged, rejected or evicted.</summary>
    Done = 3,

    Entry = 4,

    /// <summary>See <see cref="EntryQueue.Checkpoint"/>; in front of each segment, and where no entry took it along.</summary>
    Checkpoint = 5,

    /// <summary>The next record begins on the next page.</summary>
    Skip = 6,
}
