namespace Fleet.Domain.Notifications;

/// <summary>
/// When scheduled summaries are due: at some times of each day, or of one day of each week, by the clocks of a time zone. Where clocks are put forward past such a time it is
/// due when they are; where they are put back and show it twice, the first time.
/// </summary>
/// <param name="Zone">Whose clocks.</param>
/// <param name="Times">One to <see cref="MaxTimes"/>, each once.</param>
/// <param name="Day">Null for every day.</param>
public sealed record SummarySchedule(TimeZoneInfo Zone, IReadOnlyList<TimeOnly> Times, DayOfWeek? Day)
{
    /// <summary>Of a day: more often it would be a stream of messages.</summary>
    public const int MaxTimes = 4;

    private const int DaysOfWeek = 7;

    /// <param name="after">An instant.</param>
    /// <returns>The first time that is due after it.</returns>
    public DateTimeOffset NextAfter(DateTimeOffset after)
    {
        // From the day before, which clocks that are put back can bring again, to that day of the week after.
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, Zone).DateTime);
        return Enumerable.Range(-1, DaysOfWeek + 3)
            .Select(today.AddDays)
            .Where(date => Day is null || date.DayOfWeek == Day)
            .SelectMany(date => Times.Select(time => InstantOf(date.ToDateTime(time))))
            .Where(instant => instant > after)
            .Min();
    }

    private DateTimeOffset InstantOf(DateTime local)
    {
        if (Zone.IsInvalidTime(local))
        {
            // By the offset from before the change the time that the clocks leave out is that long after it; what is asked for is the change itself.
            return ChangeBefore(local);
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>When the clocks were put forward past a time that they do not show.</summary>
    private DateTimeOffset ChangeBefore(DateTime local)
    {
        var shown = local;
        while (Zone.IsInvalidTime(shown))
        {
            shown = shown.AddMinutes(1).AddTicks(-(shown.Ticks % TimeSpan.TicksPerMinute));
        }

        return new DateTimeOffset(shown, Zone.GetUtcOffset(shown)).ToUniversalTime();
    }
}
