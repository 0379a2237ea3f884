using Fleet.Protocol.Metrics;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>The metrics that test devices report. Values are integers, so that every sum is exact in any order.</summary>
internal static class TestMetrics
{
    public const string Counter = "e2e.counter";
    public const string Gauge = "e2e.gauge";

    public static KeyTable Table { get; } = KeyTable.Of([new MetricColumn(Counter, MetricKind.Counter), new MetricColumn(Gauge, MetricKind.Gauge, "%")]);

    /// <summary>The body of a report that carries both metrics with the same value.</summary>
    public static byte[] Report(int value, long durationMs) =>
        new Report(
            ReportKind.Heartbeat,
            durationMs,
            Table.Hash,
            Protocol.Metrics.Report.EncodeValues([MetricValue.Scalar(value), MetricValue.Gauge(value, value, value, value)])).Encode();
}
