namespace Fleet.Domain.Prometheus;

/// <summary>What a function makes of the values of a stretch of time.</summary>
/// <param name="values">In the order of time; never empty.</param>
/// <param name="rangeSeconds">Length of the stretch.</param>
/// <param name="parameter">Of quantile_over_time which quantile.</param>
/// <returns>Null for no value.</returns>
internal delegate double? RangeReducer(ReadOnlySpan<double> values, double rangeSeconds, double parameter);
