using System.Globalization;
using Fleet.Domain.Intake;
using Fleet.Gateway.Intake.Otlp;
using Google.Protobuf.Collections;

namespace Fleet.Gateway.Intake;

/// <summary>Readings of OpenTelemetry's metrics.</summary>
internal static class OtlpReader
{
    private const uint NoRecordedValue = 1;
    private const ulong NsPerMs = 1_000_000;

    private static readonly string[] SerialAttributes = ["device.id", "service.instance.id"];

    public static void Read(ExportMetricsServiceRequest request, RequestReadings readings)
    {
        foreach (var resource in request.ResourceMetrics)
        {
            var attributes = Labels(resource.Resource?.Attributes ?? []);
            var device = readings.Find(
                attributes,
                SerialAttributes,
                attributes.GetValueOrDefault("service.name"),
                attributes.GetValueOrDefault("service.version"),
                attributes.GetValueOrDefault("device.model.identifier"),
                out var reason);
            foreach (var scope in resource.ScopeMetrics)
            {
                foreach (var metric in scope.Metrics)
                {
                    if (device is null)
                    {
                        readings.Tally.Reject(reason, PointsOf(metric));
                    }
                    else
                    {
                        Read(scope.Scope?.Name ?? "", metric, device, readings);
                    }
                }
            }
        }
    }

    private static void Read(string scope, Metric metric, DeviceReadings device, RequestReadings readings)
    {
        var to = new OtlpPoints(scope, metric, device, readings);
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Gauge:
                to.AddNumbers(metric.Gauge.DataPoints, IntakeKind.Gauge, isCumulative: false);
                break;
            case Metric.DataOneofCase.Sum when TemporalityOf(metric.Sum.AggregationTemporality, readings, metric) is { } isCumulative:
                if (metric.Sum.IsMonotonic)
                {
                    to.AddNumbers(metric.Sum.DataPoints, IntakeKind.Counter, isCumulative);
                }
                else if (isCumulative)
                {
                    to.AddNumbers(metric.Sum.DataPoints, IntakeKind.Gauge, isCumulative: false);
                }
                else
                {
                    readings.Tally.Reject(IntakeTally.FallingDelta, metric.Sum.DataPoints.Count);
                }

                break;
            case Metric.DataOneofCase.Histogram when TemporalityOf(metric.Histogram.AggregationTemporality, readings, metric) is { } isCumulative:
                to.AddHistograms(metric.Histogram.DataPoints, isCumulative);
                break;
            case Metric.DataOneofCase.ExponentialHistogram
                when TemporalityOf(metric.ExponentialHistogram.AggregationTemporality, readings, metric) is { } isCumulative:
                to.AddExponentials(metric.ExponentialHistogram.DataPoints, isCumulative);
                break;
            case Metric.DataOneofCase.Summary:
                readings.Tally.Reject(IntakeTally.Summary, metric.Summary.DataPoints.Count);
                break;
        }
    }

    public static bool IsRecorded(uint flags) => (flags & NoRecordedValue) == 0;

    public static long Milliseconds(ulong nanoseconds) => (long)(nanoseconds / NsPerMs);

    public static Dictionary<string, string> Labels(RepeatedField<KeyValue> attributes)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            labels[attribute.Key] = attribute.Value?.ValueCase switch
            {
                AnyValue.ValueOneofCase.StringValue => attribute.Value.StringValue,
                AnyValue.ValueOneofCase.BoolValue => attribute.Value.BoolValue ? "true" : "false",
                AnyValue.ValueOneofCase.IntValue => attribute.Value.IntValue.ToString(CultureInfo.InvariantCulture),
                AnyValue.ValueOneofCase.DoubleValue => attribute.Value.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
                _ => "",
            };
        }

        return labels;
    }

    private static bool? TemporalityOf(AggregationTemporality temporality, RequestReadings readings, Metric metric)
    {
        if (temporality is AggregationTemporality.Delta or AggregationTemporality.Cumulative)
        {
            return temporality == AggregationTemporality.Cumulative;
        }

        readings.Tally.Reject(IntakeTally.NoTemporality, PointsOf(metric));
        return null;
    }

    private static int PointsOf(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };
}
