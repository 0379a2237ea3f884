using Fleet.Grains.Columns;

namespace Fleet.Grains.Exports;

/// <summary>Where the rows of an export are, as of one state of every shard.</summary>
/// <param name="Metrics">The columns, by key.</param>
/// <param name="OnlyWithMetrics">Whether reports without any of these metrics are left out.</param>
/// <param name="Files">Those with a report of the range, by part.</param>
/// <param name="Tail">Reports that no file has.</param>
/// <param name="Deleted">Devices whose rows in files do not count.</param>
public sealed record ExportRows(
    IReadOnlyList<ExportMetric> Metrics,
    bool OnlyWithMetrics,
    IReadOnlyDictionary<int, IReadOnlyList<ColumnFile>> Files,
    IReadOnlyList<ColumnReport> Tail,
    IReadOnlyList<long> Deleted);
