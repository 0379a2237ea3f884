using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Prometheus;

/// <summary>A metric as queries name it.</summary>
/// <param name="Metric">Of the project.</param>
/// <param name="Stem">The middle part of its name.</param>
/// <param name="KeyLabel">Its key, when a metric that was there before has the same stem; else empty.</param>
internal sealed record NamedMetric(MetricInfo Metric, string Stem, string KeyLabel);
