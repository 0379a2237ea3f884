using System.Globalization;

namespace Fleet.DeviceAgent.Budgets;

/// <summary>What was sent in the UTC day and month that run, in bytes.</summary>
/// <param name="Day">Days since 1970.</param>
/// <param name="Month">Months since the year 0.</param>
internal sealed record BudgetUse(long Day, long Month, long Today, long ThisMonth, long Logs, long Coredumps, long Recordings)
{
    /// <summary>The same on another day: a day that is over, or that a clock which jumped never had, counts no more.</summary>
    public BudgetUse At(DateTimeOffset now)
    {
        var day = now.ToUnixTimeSeconds() / 86_400;
        var month = (now.Year * 12L) + now.Month - 1;
        return day == Day ? this : new BudgetUse(day, month, 0, month == Month ? ThisMonth : 0, 0, 0, 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day} {Month} {Today} {ThisMonth} {Logs} {Coredumps} {Recordings}");

    /// <returns>Null when the text is not what <see cref="ToString"/> gives.</returns>
    public static BudgetUse? Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.TrimEntries);
        var numbers = new long[7];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (fields.Length != numbers.Length || !long.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return new BudgetUse(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }
}
