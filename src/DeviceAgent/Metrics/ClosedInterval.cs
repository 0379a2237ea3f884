using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>All that was gathered between two closings.</summary>
/// <param name="durationMs">Length of the interval in milliseconds.</param>
/// <param name="columns">Keys in ordinal order. The same instance as last time unless a key was added.</param>
/// <param name="values">In the order of the columns.</param>
internal sealed class ClosedInterval(long durationMs, IReadOnlyList<MetricColumn> columns, MetricValue[] values)
{
    public long DurationMs { get; } = durationMs;

    public IReadOnlyList<MetricColumn> Columns { get; } = columns;

    public MetricValue[] Values { get; } = values;
}
