namespace Fleet.DeviceAgent.Queue;

/// <summary>First byte of a record's payload. The numbers are on disk: never renumber.</summary>
internal enum RecordKind : byte
{
    Entry = 1,

    /// <summary>An encoded key table, in each segment with an entry that names it, so that segments do not depend on each other.</summary>
    Table = 2,

    /// <summary>Numbers that need no more sending: acknowledged, rejected or evicted.</summary>
    Done = 3,
}
