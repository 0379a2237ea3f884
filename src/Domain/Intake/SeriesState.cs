namespace Fleet.Domain.Intake;

/// <summary>The last reading of a series. Stored as JSON by field name.</summary>
public sealed class SeriesState
{
    public long TimeMs { get; set; }

    public long StartMs { get; set; }

    public double Value { get; set; }

    public string? Layout { get; set; }

    public int Scale { get; set; }

    /// <summary>Of a cumulative distribution: counts by bucket id, those above 0.</summary>
    public Dictionary<int, long>? Counts { get; set; }
}
