using System.Globalization;

namespace Fleet.Cli.Commands;

/// <summary>Durations and times as people type them.</summary>
internal static class TimeText
{
    /// <summary><c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>, <c>250ms</c>; fractions allowed.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        double? unit = text[digits.Length..] switch
        {
            "ms" => 0.001,
            "s" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            "d" => 86_400,
            "w" => 604_800,
            _ => null,
        };
        if (unit is not { } seconds || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, null, out var count) || count * seconds > 1e9)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(count * seconds);
        return true;
    }

    /// <summary>As <see cref="TryParseDuration"/> reads it, in the largest unit that is whole.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        _ when duration.Ticks % TimeSpan.TicksPerDay == 0 => $"{duration.Days}d",
        _ when duration.Ticks % TimeSpan.TicksPerHour == 0 => $"{(long)duration.TotalHours}h",
        _ when duration.Ticks % TimeSpan.TicksPerMinute == 0 => $"{(long)duration.TotalMinutes}m",
        _ when duration.Ticks % TimeSpan.TicksPerSecond == 0 => $"{(long)duration.TotalSeconds}s",
        _ => $"{(long)duration.TotalMilliseconds}ms",
    };

    /// <summary>ISO 8601, e.g. <c>2026-03-01</c> or <c>2026-03-01T14:30:00Z</c>. Without an offset it is UTC.</summary>
    public static bool TryParseTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
