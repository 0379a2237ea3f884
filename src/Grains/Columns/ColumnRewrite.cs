namespace Fleet.Grains.Columns;

/// <summary>What became of a file that was to lose some rows.</summary>
/// <param name="IsChanged">Whether it had any.</param>
/// <param name="File">A new file with all others; null when it had no others, or none of these.</param>
public readonly record struct ColumnRewrite(bool IsChanged, ColumnFile? File);
