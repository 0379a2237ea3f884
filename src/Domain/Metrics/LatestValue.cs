using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Metrics;

/// <summary>The last that a device said of one metric.</summary>
/// <param name="MetricId">Of the project.</param>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC, repaired.</param>
/// <param name="Value">Counter: sum of the interval. Gauge: last value. Histogram and timer: mean. Set: size. Property, flag: itself.</param>
public readonly record struct LatestValue(int MetricId, long CapturedAtMs, AttributeValue Value)
{
    /// <summary>What a report's value is when one number, text or flag is asked for.</summary>
    public static AttributeValue Read(in MetricValue value) => value.Shape switch
    {
        MetricShape.Text => AttributeValue.Of(value.Text!),
        MetricShape.Flag => AttributeValue.Of(value.Value != 0),
        MetricShape.Distribution => AttributeValue.Of(value.Mean),
        _ => AttributeValue.Of(value.Value),
    };
}
