namespace Fleet.Grains.Columns;

/// <summary>How the values of a range are spread.</summary>
/// <param name="Edges">One more than there are bins, ascending. A bin holds <c>edge &lt;= value &lt; next edge</c>, the last its upper edge too.</param>
/// <param name="Counts">Values of each bin.</param>
/// <param name="Below">Values below the first edge.</param>
/// <param name="Above">Values above the last edge.</param>
/// <param name="Reports">That the answer is made of.</param>
/// <param name="Devices">Distinct devices of these.</param>
/// <param name="IsExact">False where bins of sketches were put in: a value may then lie 1 % off.</param>
public sealed record ColumnHistogram(
    IReadOnlyList<double> Edges, IReadOnlyList<long> Counts, long Below, long Above, long Reports, long Devices, bool IsExact)
{
    /// <summary>Reports that do not count, since the metric's valid range does not hold their values.</summary>
    public long OutOfRange { get; init; }
}
