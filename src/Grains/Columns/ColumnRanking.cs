namespace Fleet.Grains.Columns;

/// <summary>Only the first groups of a question without steps; those that are equal by name.</summary>
/// <param name="By">What they are ranked by.</param>
/// <param name="Ascending">Least first.</param>
/// <param name="Limit">How many.</param>
public sealed record ColumnRanking(ColumnStatistic By, bool Ascending, int Limit);
