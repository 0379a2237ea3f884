namespace Fleet.DeviceAgent.Collectd;

/// <summary>What came last of a key.</summary>
/// <param name="TimeMs">When collectd read it, Unix time.</param>
/// <param name="Value">What it read.</param>
internal readonly record struct LastValue(long TimeMs, CollectdValue Value)
{
    /// <summary>
    /// Longest that a value is on its way: write_http gathers for about a minute. A greater step back is a clock that was set, after which
    /// everything would seem old.
    /// </summary>
    public const long MaxDelayMs = 5 * 60_000;

    /// <summary>The two ways round a time differently.</summary>
    private const long RoundingMs = 1;

    /// <summary>Whether a value of this time has been seen before: it comes again by the other way, or late.</summary>
    public bool Covers(long timeMs) => timeMs <= TimeMs + RoundingMs && timeMs > TimeMs - MaxDelayMs;
}
