namespace Fleet.DeviceAgent.Logs.Store;

internal enum ChunkHealth
{
    Whole,

    /// <summary>Behind the last good block are bytes that are none: power or process went while they were written.</summary>
    Torn,

    /// <summary>There are good blocks behind bytes that are none: the disk or somebody else changed the file.</summary>
    Corrupt,
}
