namespace Fleet.Domain.Metrics;

/// <summary>
/// Buckets that cannot be made anew, since the front of the log that they were made of is gone. They stay as they were when the read models were last made
/// anew; rows of the log up to then count in them already.
/// </summary>
/// <param name="UpTo">Position of the last row of the shard that counts in them already; 0 when nothing is frozen.</param>
/// <param name="BeforeMs">Buckets that begin before it are frozen: the begin of a UTC day, milliseconds since 1970.</param>
public readonly record struct FrozenBuckets(long UpTo, long BeforeMs)
{
    /// <summary>Whether the read models had a row before they were made anew: of it only what was thrown away is made again.</summary>
    public bool Had(long position) => position <= UpTo;

    /// <summary>Whether the buckets of a report are frozen: its hour is with its day.</summary>
    public bool Holds(long capturedAtMs) => capturedAtMs < BeforeMs;

    /// <summary>The time before which rows may be gone, made later to the begin of a day, so that an hour and its day are frozen both or neither.</summary>
    public static long From(long goneBeforeMs) => Bucket.Containing(Resolution.Day, goneBeforeMs + Bucket.LengthMs(Resolution.Day) - 1).StartMs;
}
