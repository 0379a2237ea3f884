namespace Fleet.Domain.Prometheus;

/// <summary>Aggregations by name.</summary>
internal static class PromAggregations
{
    private static readonly Dictionary<string, PromAggregation> ByName =
        Enum.GetValues<PromAggregation>().ToDictionary(a => a.ToString(), StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Others = new(["stddev", "stdvar", "group", "count_values", "limitk", "limit_ratio"], StringComparer.OrdinalIgnoreCase);

    public static bool TryFind(string name, out PromAggregation aggregation) => ByName.TryGetValue(name, out aggregation);

    /// <summary>Whether Prometheus has it and we do not.</summary>
    public static bool IsUnsupported(string name) => Others.Contains(name);

    public static bool HasParameter(PromAggregation aggregation) =>
        aggregation is PromAggregation.Quantile or PromAggregation.TopK or PromAggregation.BottomK;

    public static string NameOf(PromAggregation aggregation) => aggregation.ToString().ToLowerInvariant();
}
