namespace Fleet.Domain.Alerts;

/// <summary>What an alert takes of the values in a window. The numbers are stored: never renumber.</summary>
public enum FleetStatistic
{
    Mean = 1,
    Min = 2,
    Max = 3,
    Sum = 4,
    Count = 5,
    Quantile = 6,
}
