namespace Fleet.Domain.Prometheus;

/// <summary>Series by their values at one time; NaN comes last either way.</summary>
internal static class VectorOrder
{
    /// <summary>Indices of the series that have a value.</summary>
    public static IEnumerable<int> Of(IReadOnlyList<VectorSeries> series, int step, bool isDescending)
    {
        var present = Enumerable.Range(0, series.Count).Where(i => series[i].Values[step].HasValue).OrderBy(i => double.IsNaN(series[i].Values[step]!.Value));
        return isDescending ? present.ThenByDescending(i => series[i].Values[step]) : present.ThenBy(i => series[i].Values[step]);
    }

    /// <summary>A vector of a single time, in that order.</summary>
    public static VectorValue Sorted(VectorValue vector, bool isDescending) =>
        new([.. Of(vector.Series, 0, isDescending).Select(i => vector.Series[i])], IsOrdered: true);
}
