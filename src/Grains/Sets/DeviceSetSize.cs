namespace Fleet.Grains.Sets;

/// <summary>What the size of a set was in one hour. An hour in which it did not change has none: it is the last size before.</summary>
/// <param name="StartMs">Of the UTC hour, milliseconds since 1970.</param>
/// <param name="FirstAtMs">From when on it was recorded: the start, but in the first hour of the set.</param>
/// <param name="Min">Least.</param>
/// <param name="Max">Greatest.</param>
/// <param name="Last">After the last change.</param>
/// <param name="LastAtMs">When that was.</param>
/// <param name="Area">Size times milliseconds, from <paramref name="FirstAtMs"/> to <paramref name="LastAtMs"/>.</param>
public readonly record struct DeviceSetSize(long StartMs, long FirstAtMs, long Min, long Max, long Last, long LastAtMs, long Area)
{
    /// <summary>The hour in which a set is filled for the first time.</summary>
    public static DeviceSetSize First(long startMs, long atMs, long size) => new(startMs, atMs, size, size, size, atMs, 0);

    /// <summary>An hour that begins with a size.</summary>
    public static DeviceSetSize Carried(long startMs, long size) => First(startMs, startMs, size);

    /// <param name="atMs">When; not before <see cref="LastAtMs"/>, or as if then.</param>
    /// <param name="size">From then on.</param>
    public DeviceSetSize Changed(long atMs, long size)
    {
        var at = Math.Max(atMs, LastAtMs);
        return this with
        {
            Min = Math.Min(Min, size),
            Max = Math.Max(Max, size),
            Last = size,
            LastAtMs = at,
            Area = Area + (Last * (at - LastAtMs)),
        };
    }

    /// <summary>Milliseconds from the first record to an end, and size times milliseconds in them.</summary>
    public (long DurationMs, double Area) Until(long endMs) =>
        (Math.Max(endMs, LastAtMs) - FirstAtMs, Area + ((double)Last * (Math.Max(endMs, LastAtMs) - LastAtMs)));
}
