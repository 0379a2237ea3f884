using System.Globalization;

namespace Fleet.DeviceAgent.Budgets;

/// <summary>What was sent in the UTC day and month that run, in bytes.</summary>
/// <param name="Day">Days since 1970.</param>
/// <param name="Month">Months since the year 0.</param>
/// <param name="Today">All of the day.</param>
/// <param name="ThisMonth">All of the month.</param>
/// <param name="Logs">Of the day, log files.</param>
/// <param name="Coredumps">Of the day, coredumps.</param>
/// <param name="Recordings">Of the day, recordings.</param>
/// <param name="Metered">Of the day, all that went by a metered interface.</param>
internal sealed record BudgetUse(long Day, long Month, long Today, long ThisMonth, long Logs, long Coredumps, long Recordings, long Metered)
{
    public static readonly BudgetUse None = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The same on another day: a day that is over, or that a clock which jumped never had, counts no more.</summary>
    public BudgetUse At(DateTimeOffset now)
    {
        var day = now.ToUnixTimeSeconds() / 86_400;
        var month = (now.Year * 12L) + now.Month - 1;
        return day == Day ? this : new BudgetUse(day, month, 0, month == Month ? ThisMonth : 0, 0, 0, 0, 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day} {Month} {Today} {ThisMonth} {Logs} {Coredumps} {Recordings} {Metered}");

    /// <returns>Null when the text is not what <see cref="ToString"/> gives.</returns>
    public static BudgetUse? Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.TrimEntries);
        var numbers = new long[8];
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields.Length is < 7 or > 8 || !long.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        // An account of seven fields did not tell metered ways from others: all of the day counts, so that none is paid for twice.
        return new BudgetUse(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], fields.Length == 7 ? numbers[2] : numbers[7]);
    }
}
