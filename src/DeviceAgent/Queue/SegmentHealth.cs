namespace Fleet.DeviceAgent.Queue;

internal enum SegmentHealth
{
    Whole,

    /// <summary>Ends in bytes that are no record: power went in the middle of a write.</summary>
    Torn,

    /// <summary>Has bytes that are no record between others that are, or no good header.</summary>
    Corrupt,
}
