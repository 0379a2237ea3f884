using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;

namespace Fleet.Gateway.Prometheus;

/// <summary>A stored series: what is read in one call, and holds all statistics of its buckets.</summary>
/// <param name="MetricId">Of the project.</param>
/// <param name="MetricKey">The same metric's.</param>
/// <param name="Place">Of whom.</param>
/// <param name="Resolution">Of which buckets.</param>
internal sealed record SeriesSource(int MetricId, string MetricKey, SeriesPlace Place, Resolution Resolution);
