namespace Fleet.Domain.Prometheus;

/// <summary>
/// Functions of a range vector. A sample of a total is what came in one bucket, so that an increase is the sum of the samples, exactly: there
/// is nothing to extrapolate and no reset to guess.
/// </summary>
internal static class RangeReducers
{
    private static readonly Dictionary<string, RangeReducer> ByName = new(StringComparer.Ordinal)
    {
        ["increase"] = (values, _, _) => CompensatedSum.Of(values),
        ["rate"] = (values, seconds, _) => CompensatedSum.Of(values) / seconds,
        ["delta"] = (values, _, _) => values.Length > 1 ? values[^1] - values[0] : null,
        ["sum_over_time"] = (values, _, _) => CompensatedSum.Of(values),
        ["avg_over_time"] = (values, _, _) => CompensatedSum.Of(values) / values.Length,
        ["min_over_time"] = (values, _, _) => SampleOrder.Min(values),
        ["max_over_time"] = (values, _, _) => SampleOrder.Max(values),
        ["count_over_time"] = (values, _, _) => values.Length,
        ["last_over_time"] = (values, _, _) => values[^1],
        ["quantile_over_time"] = (values, _, q) => SampleOrder.Quantile(values, q),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static RangeReducer? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether it has a meaning only for what adds up over time.</summary>
    public static bool IsForTotals(string name) => name is "increase" or "rate";

    /// <summary>Whether a series keeps its name: the result is still of its kind.</summary>
    public static bool KeepsName(string name) => name == "last_over_time";

    /// <summary>Whether days give what their hours give: a day's bucket is the merge of its hours'.</summary>
    public static bool IsSameByDay(string name, SeriesStat stat) => name switch
    {
        "increase" or "rate" or "sum_over_time" => SeriesName.IsTotal(stat),
        "min_over_time" => stat == SeriesStat.Min,
        "max_over_time" => stat == SeriesStat.Max,
        _ => false,
    };
}
