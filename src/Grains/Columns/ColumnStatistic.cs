namespace Fleet.Grains.Columns;

/// <summary>What groups are ranked by.</summary>
public enum ColumnStatistic
{
    Mean = 0,
    Sum,
    Count,
    Min,
    Max,
}
