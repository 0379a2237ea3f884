using System.Globalization;

namespace Fleet.Domain.Devices.Filters;

/// <summary>A time in a filter: an instant, or so long before the filter is asked.</summary>
public readonly record struct FilterTime
{
    /// <summary>The longest that can be said to be ago: beyond it every device's time is the later one.</summary>
    public const long MaxAgoMs = 100L * 366 * 24 * 60 * 60 * 1000;

    private readonly long _ms;

    private FilterTime(long ms, bool isBeforeNow)
    {
        _ms = ms;
        IsBeforeNow = isBeforeNow;
    }

    /// <summary>Whether it is another instant each time that the filter is asked.</summary>
    public bool IsBeforeNow { get; }

    /// <param name="ms">Milliseconds since 1970 UTC.</param>
    public static FilterTime At(long ms) => new(ms, isBeforeNow: false);

    /// <param name="ms">Milliseconds before now, at most <see cref="MaxAgoMs"/>.</param>
    public static FilterTime Ago(long ms) => new(ms, isBeforeNow: true);

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long Resolve(long nowMs) => IsBeforeNow ? nowMs - _ms : _ms;

    public override string ToString() => IsBeforeNow
        ? $"{_ms / 1000}s ago"
        : DateTimeOffset.FromUnixTimeMilliseconds(_ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
