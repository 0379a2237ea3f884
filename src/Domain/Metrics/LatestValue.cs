using Fleet.Protocol.Sync;

namespace Fleet.Domain.Metrics;

/// <summary>The last that a device said of one metric.</summary>
/// <param name="MetricId">Of the project.</param>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC, repaired.</param>
/// <param name="Value">Counter: sum of the interval. Gauge: last value. Histogram and timer: mean. Set: size. Property, flag: itself.</param>
public readonly record struct LatestValue(int MetricId, long CapturedAtMs, AttributeValue Value);
