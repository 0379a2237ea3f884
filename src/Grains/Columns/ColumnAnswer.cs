namespace Fleet.Grains.Columns;

/// <summary>What column files answer.</summary>
/// <param name="Series">By group, or as ranked.</param>
/// <param name="Reports">That the answer is made of, before ranking.</param>
/// <param name="Devices">Distinct devices of these.</param>
public sealed record ColumnAnswer(IReadOnlyList<ColumnSeries> Series, long Reports, long Devices);
