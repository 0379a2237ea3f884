using Fleet.Domain.Metrics;

namespace Fleet.Grains.Tests.Columns;

/// <summary>A report as it must count, kept the plain way.</summary>
internal sealed record ReportModel(string Serial, string Version, long EndMs, double Value, double[] Latencies, bool ByOtherKeys = false)
{
    /// <summary>What the device calls a metric.</summary>
    public string KeyOf(string metric) => ByOtherKeys ? Reports.OtherNameOf(metric) : metric;

    /// <summary>All single values of a metric, or all samples, with the extremes that go with them.</summary>
    public IEnumerable<(double Value, double Min, double Max)> Of(string metric) => metric switch
    {
        "temperature" => [(Value, Value - 1, Value + 1)],
        "restarts" => [((int)Value, (int)Value, (int)Value)],
        _ => Latencies.Select(l => (l, l, l)),
    };

    public long BucketStart(Resolution resolution) => Bucket.Containing(resolution, EndMs).StartMs;
}
