namespace Fleet.MetricQuestions;

/// <summary>What all servers hold.</summary>
/// <param name="End">End of the history.</param>
/// <param name="Days">Its length.</param>
/// <param name="Prefix">Of the serials of the device set.</param>
/// <param name="Gauges">Keys of the gauges, one of which each question is about.</param>
internal sealed record DataSet(DateTimeOffset End, int Days, string Prefix, IReadOnlyList<string> Gauges)
{
    public DateTimeOffset Start => End.AddDays(-Days);

    /// <summary>About half of the devices have gauges below it.</summary>
    public const double Threshold = 16;
}
