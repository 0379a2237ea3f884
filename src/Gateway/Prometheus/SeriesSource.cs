using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Prometheus;

/// <summary>A stored series: what is read in one call, and holds all statistics of its buckets.</summary>
/// <param name="Metric">Of the project.</param>
/// <param name="Place">Of whom.</param>
/// <param name="Resolution">Of which buckets.</param>
internal sealed record SeriesSource(MetricInfo Metric, SeriesPlace Place, Resolution Resolution);
