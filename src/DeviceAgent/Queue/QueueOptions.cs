namespace Fleet.DeviceAgent.Queue;

/// <param name="MaxBytes">Of all segment files together.</param>
/// <param name="SegmentBytes">Size at which a new segment is begun; small against <paramref name="MaxBytes"/>, since room is given back by whole segments.</param>
internal sealed record QueueOptions(long MaxBytes, long SegmentBytes)
{
    /// <summary>Five months of hourly reports of 200 metrics, a page each.</summary>
    public static readonly QueueOptions Default = Of(16 * 1024 * 1024);

    /// <summary>The least that holds one entry of the greatest size and leaves room to turn over segments.</summary>
    public const long MinBytes = 2 * 1024 * 1024;

    /// <summary>The index of what waits is in memory: beyond this it would show.</summary>
    public const long MostBytes = 256L * 1024 * 1024;

    public static QueueOptions Of(long maxBytes) => new(maxBytes, Math.Clamp(maxBytes / 16, 64 * 1024, 256 * 1024));
}
