using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>What is gathered of one metric in the current interval. Guarded by the aggregator's lock.</summary>
internal abstract class MetricSeries
{
    /// <summary>Whether the agent itself feeds it, so that no program may.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>The level now of what has one, for telemetry; null when nothing was observed of it lately.</summary>
    public virtual double? Level => null;

    /// <summary>The result of the interval that ends at timestamp <paramref name="at"/>, and the start of the next.</summary>
    public abstract MetricValue Close(long at);
}
