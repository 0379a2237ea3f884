using Fleet.Grains.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>A group's points, by start.</summary>
/// <param name="Group">Cohort, type of the software, serial, or name of the selection's group; empty without grouping.</param>
/// <param name="Version">Of the software; else empty.</param>
/// <param name="Points">Exact, but for quantiles of histograms and timers, which come of merged sketches.</param>
public sealed record ColumnSeries(string Group, string Version, IReadOnlyList<SeriesPoint> Points);
