namespace Fleet.Gateway.Web.Charts;

/// <summary>Ticks of a time axis: round UTC times.</summary>
internal static class TimeTicks
{
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;
    private const long DayMs = 24 * HourMs;

    private static readonly long[] Steps =
    [
        MinuteMs, 5 * MinuteMs, 10 * MinuteMs, 15 * MinuteMs, 30 * MinuteMs,
        HourMs, 2 * HourMs, 3 * HourMs, 6 * HourMs, 12 * HourMs,
        DayMs, 2 * DayMs, 7 * DayMs, 14 * DayMs, 28 * DayMs, 84 * DayMs, 364 * DayMs,
    ];

    /// <param name="fromMs">Begin of the axis, milliseconds since 1970 UTC.</param>
    /// <param name="toMs">End of the axis.</param>
    /// <param name="atMost">Number of ticks.</param>
    public static IEnumerable<(long AtMs, string Label)> Of(long fromMs, long toMs, int atMost)
    {
        var step = Array.Find(Steps, s => (toMs - fromMs) / s <= atMost);
        if (step == 0)
        {
            step = Steps[^1];
        }

        for (var at = (fromMs + step - 1) / step * step; at <= toMs; at += step)
        {
            yield return (at, Label(at, step));
        }
    }

    private static string Label(long atMs, long step)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(atMs);
        return step >= DayMs || atMs % DayMs == 0 ? time.ToString("d MMM") : time.ToString("HH:mm");
    }
}
