namespace Fleet.Domain.Disk;

/// <summary>
/// Forecasts disk use from daily samples, as a straight line: a part grows as it did in the last week until its oldest data is as old as it is kept, and stays
/// then. No figure is made where samples are too few. Pure.
/// </summary>
public static class DiskForecast
{
    /// <summary>Days that growth is taken over: a week has each weekday once.</summary>
    public const int WindowDays = 7;

    /// <summary>Days between the first and the last sample of a figure: over less, one merge of column files would be taken for a trend.</summary>
    public const int MinDays = 2;

    /// <summary>How far a full disk is looked for.</summary>
    public const int MaxDays = 3_650;

    private const long DayMs = 24L * 3_600_000;

    /// <summary>Growth between the first and the last sample of the window that ends with the last.</summary>
    /// <param name="samples">Start of the UTC day, and bytes; in order of days.</param>
    public static double? GrowthPerDay(IReadOnlyList<(long DayMs, long Bytes)> samples)
    {
        if (samples.Count == 0)
        {
            return null;
        }

        var last = samples[^1];
        var first = samples.First(s => s.DayMs >= last.DayMs - (WindowDays * DayMs));
        var days = (last.DayMs - first.DayMs) / DayMs;
        return days < MinDays ? null : (last.Bytes - first.Bytes) / (double)days;
    }

    /// <param name="bytes">Now.</param>
    /// <param name="samples">As for <see cref="GrowthPerDay"/>.</param>
    /// <param name="keptDays">Days that it is kept; null for ever.</param>
    /// <param name="ageDays">Days since its oldest data; null when not known.</param>
    public static PartForecast Of(long bytes, IReadOnlyList<(long DayMs, long Bytes)> samples, int? keptDays, int? ageDays)
    {
        var growth = GrowthPerDay(samples);
        if (growth is not { } perDay || keptDays is not { } kept || ageDays is not { } age)
        {
            return new PartForecast(bytes, growth, null, null);
        }

        // What is older goes as fast as new comes; until then all of the growth is new data.
        var left = Math.Max(0, kept - age);
        return new PartForecast(bytes, growth, Math.Max(0, bytes + (long)(perDay * left)), left);
    }

    /// <summary>Days until the free bytes are used up; null when they are not in <see cref="MaxDays"/>, or the growth of nothing is known.</summary>
    public static int? FullInDays(long freeBytes, IReadOnlyCollection<PartForecast> parts)
    {
        if (!parts.Any(p => p.GrowthPerDay is not null))
        {
            return null;
        }

        for (var day = 1; day <= MaxDays; day++)
        {
            var more = parts.Sum(p => (p.GrowthPerDay ?? 0) * Math.Min(day, p.SettlesInDays ?? day));
            if (more >= freeBytes)
            {
                return day;
            }
        }

        return null;
    }
}
