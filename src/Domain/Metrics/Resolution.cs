namespace Fleet.Domain.Metrics;

/// <summary>Length of a bucket. The numbers are stored: never renumber.</summary>
public enum Resolution
{
    Hour = 1,
    Day = 2,
}
