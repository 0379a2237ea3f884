namespace Fleet.Grains.Columns;

/// <summary>Bins of equal width.</summary>
/// <param name="Count">At least 1.</param>
/// <param name="From">Lower edge of the first; null for the least value.</param>
/// <param name="To">Upper edge of the last; null for the greatest value.</param>
public sealed record ColumnBins(int Count, double? From, double? To);
