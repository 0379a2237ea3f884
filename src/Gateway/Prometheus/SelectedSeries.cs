using Fleet.Domain.Prometheus;

namespace Fleet.Gateway.Prometheus;

/// <summary>A series that a selector names.</summary>
/// <param name="Labels">All of them.</param>
/// <param name="Source">Where its buckets are.</param>
/// <param name="Stat">Which of their numbers.</param>
/// <param name="Quantile">Of a quantile which one, in 0..1.</param>
internal sealed record SelectedSeries(LabelSet Labels, SeriesSource Source, SeriesStat Stat, double Quantile);
