namespace Fleet.Domain.Prometheus;

/// <summary>The functions that can be answered, and the names of those of Prometheus that cannot.</summary>
internal static class PromFunctions
{
    private static readonly Dictionary<string, PromFunction> ByName = new[]
    {
        Of("vector", PromType.Vector, PromType.Scalar),
        Of("scalar", PromType.Scalar, PromType.Vector),
        Of("time", PromType.Scalar),
        Of("sort", PromType.Vector, PromType.Vector),
        Of("sort_desc", PromType.Vector, PromType.Vector),
        new PromFunction("round", PromType.Vector, 1, PromType.Vector, PromType.Scalar),
        Of("clamp", PromType.Vector, PromType.Vector, PromType.Scalar, PromType.Scalar),
        Of("clamp_min", PromType.Vector, PromType.Vector, PromType.Scalar),
        Of("clamp_max", PromType.Vector, PromType.Vector, PromType.Scalar),
        Of("quantile_over_time", PromType.Vector, PromType.Scalar, PromType.Range),
    }
        .Concat(RangeReducers.Names.Where(name => name != "quantile_over_time").Select(name => Of(name, PromType.Vector, PromType.Range)))
        .Concat(MathFunctions.Names.Select(name => Of(name, PromType.Vector, PromType.Vector)))
        .ToDictionary(f => f.Name, StringComparer.Ordinal);

    private static readonly HashSet<string> Others = new(
    [
        "absent", "absent_over_time", "acos", "acosh", "asin", "asinh", "atan", "atanh", "changes", "cos", "cosh", "day_of_month", "day_of_week",
        "day_of_year", "days_in_month", "deg", "deriv", "double_exponential_smoothing", "histogram_avg", "histogram_count", "histogram_fraction",
        "histogram_quantile", "histogram_stddev", "histogram_stdvar", "histogram_sum", "holt_winters", "hour", "idelta", "info", "irate",
        "label_join", "label_replace", "mad_over_time", "minute", "month", "pi", "predict_linear", "present_over_time", "rad", "resets", "sin",
        "sinh", "sort_by_label", "sort_by_label_desc", "stddev_over_time", "stdvar_over_time", "tan", "tanh", "timestamp", "year",
    ],
    StringComparer.Ordinal);

    public static PromFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether Prometheus has it and we do not.</summary>
    public static bool IsUnsupported(string name) => Others.Contains(name);

    private static PromFunction Of(string name, PromType returns, params PromType[] parameters) => new(name, returns, 0, parameters);
}
