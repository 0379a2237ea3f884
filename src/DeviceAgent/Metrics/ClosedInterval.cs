using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>All that was gathered between two closings.</summary>
/// <param name="DurationMs">Length of the interval in milliseconds.</param>
/// <param name="Columns">Keys in ordinal order. The same instance as last time unless a key was added.</param>
/// <param name="Values">In the order of the columns.</param>
internal sealed record ClosedInterval(long DurationMs, IReadOnlyList<MetricColumn> Columns, MetricValue[] Values);
