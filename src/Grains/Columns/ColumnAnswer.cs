using System.Collections.Frozen;

namespace Fleet.Grains.Columns;

/// <summary>What column files answer.</summary>
/// <param name="Series">By group, or as ranked.</param>
/// <param name="Reports">That the answer is made of, before ranking.</param>
/// <param name="Devices">Distinct devices of these.</param>
public sealed record ColumnAnswer(IReadOnlyList<ColumnSeries> Series, long Reports, long Devices)
{
    /// <summary>Reports that do not count, since the metric's valid range does not hold their values: how many, by the start of their point.</summary>
    public IReadOnlyDictionary<long, long> SetApart { get; init; } = FrozenDictionary<long, long>.Empty;

    /// <summary>All reports that do not count.</summary>
    public long OutOfRange => SetApart.Values.Sum();
}
