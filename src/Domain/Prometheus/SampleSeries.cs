namespace Fleet.Domain.Prometheus;

/// <summary>Samples of one series: one for each bucket that has any, at the bucket's end.</summary>
/// <param name="Labels">With the metric's name.</param>
/// <param name="TimesMs">Ascending, milliseconds since 1970 UTC.</param>
/// <param name="Values">One for each time.</param>
public sealed record SampleSeries(LabelSet Labels, long[] TimesMs, double[] Values);
