namespace Fleet.Grains.Columns;

/// <summary>All rows of one metric: in files, and those that wait for a file.</summary>
/// <param name="Files">With the metric.</param>
/// <param name="Tail">In no particular order.</param>
public sealed record MetricRows(IReadOnlyList<ColumnFile> Files, IReadOnlyList<TailRow> Tail);
