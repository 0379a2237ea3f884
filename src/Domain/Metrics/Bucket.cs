namespace Fleet.Domain.Metrics;

/// <summary>One UTC hour or day, half-open: the values whose report interval ends in it.</summary>
/// <param name="Resolution">Hour or day.</param>
/// <param name="StartMs">First millisecond, since 1970 UTC.</param>
public readonly record struct Bucket(Resolution Resolution, long StartMs) : IComparable<Bucket>
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    /// <summary>First millisecond after the bucket.</summary>
    public long EndMs => StartMs + LengthMs(Resolution);

    public static Bucket Containing(Resolution resolution, long atMs) => new(resolution, Floor(atMs, LengthMs(resolution)));

    public static long LengthMs(Resolution resolution) => resolution == Resolution.Hour ? HourMs : DayMs;

    public int CompareTo(Bucket other) => (Resolution, StartMs).CompareTo((other.Resolution, other.StartMs));

    private static long Floor(long value, long step) => value - (((value % step) + step) % step);
}
