namespace Fleet.Gateway.Web.Charts;

/// <summary>Counts by day as bars, one beside the other, the last day at the right.</summary>
/// <param name="Title">What is counted; named to those who do not see it.</param>
/// <param name="FirstDayMs">Begin of the first day, milliseconds since 1970 UTC.</param>
/// <param name="Counts">One for each day.</param>
public sealed record DayBars(string Title, long FirstDayMs, IReadOnlyList<long> Counts)
{
    public const long DayMs = 24L * 3_600_000;

    /// <summary>Of a bar's place that the bar takes.</summary>
    private const double Share = 0.8;

    /// <summary>The days that end with today.</summary>
    /// <param name="title">What is counted.</param>
    /// <param name="days">Counts by the begin of their day, milliseconds since 1970 UTC.</param>
    /// <param name="length">How many days.</param>
    /// <param name="now">The clock's time.</param>
    public static DayBars Last(string title, IReadOnlyDictionary<long, long> days, int length, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(days);
        var first = ((now.ToUnixTimeMilliseconds() / DayMs) - length + 1) * DayMs;
        return new DayBars(title, first, [.. Enumerable.Range(0, length).Select(i => days.GetValueOrDefault(first + (i * DayMs)))]);
    }

    /// <summary>Which days they are, and how high the highest is.</summary>
    public string Caption => $"{Day(0):d MMM yyyy} to {Day(Counts.Count - 1):d MMM yyyy}, at most {ValueFormat.Count(Counts.Count == 0 ? 0 : Counts.Max())} on one day";

    public string Render(double width, double height)
    {
        var svg = new SvgMarkup();
        svg.Open(width, height, "chart bars", $"{Title}: {ValueFormat.Count(Counts.Sum())} in {Counts.Count} days, at most {ValueFormat.Count(Counts.Count == 0 ? 0 : Counts.Max())} on one");
        var place = width / Math.Max(1, Counts.Count);
        var most = Math.Max(1, Counts.Count == 0 ? 0 : Counts.Max());
        svg.Line("axis", 0, height - 0.5, width, height - 0.5);
        for (var i = 0; i < Counts.Count; i++)
        {
            // One of thousands is to be seen as well.
            var bar = Counts[i] == 0 ? 0 : Math.Max(1.5, (height - 1) * Counts[i] / most);
            svg.Rect("bar", (i * place) + (place * (1 - Share) / 2), height - 1 - bar, place * Share, bar);
            svg.Rect("hover", i * place, 0, place, height, $"{Day(i):d MMM yyyy}: {ValueFormat.Count(Counts[i])}");
        }

        svg.Close();
        return svg.ToString();
    }

    private DateTimeOffset Day(int index) => DateTimeOffset.FromUnixTimeMilliseconds(FirstDayMs + (index * DayMs));
}
