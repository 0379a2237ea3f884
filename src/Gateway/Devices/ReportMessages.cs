using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Protocol.Metrics;
using Google.Protobuf.WellKnownTypes;
using MetricKind = Fleet.Api.V1.MetricKind;
using MetricValue = Fleet.Protocol.Metrics.MetricValue;
using ReportKind = Fleet.Protocol.Metrics.ReportKind;

namespace Fleet.Gateway.Devices;

/// <summary>Reports as the contract writes them.</summary>
internal static class ReportMessages
{
    private static readonly double[] Quantiles = [0.01, 0.05, 0.5, 0.95, 0.99];

    public static Fleet.Api.V1.Report Of(DecodedReport report)
    {
        var recorded = report.Recorded;
        var message = new Fleet.Api.V1.Report
        {
            StartTime = TimeRange.Stamp(report.StartMs),
            EndTime = TimeRange.Stamp(report.EndMs),
            Duration = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(recorded.Report.DurationMs)),
            ReceivedTime = TimeRange.Stamp(report.ReceivedAtMs),
            ClockRepaired = recorded.ClockRepaired,
            Kind = recorded.Report.Kind == ReportKind.Heartbeat ? Fleet.Api.V1.ReportKind.Heartbeat : Fleet.Api.V1.ReportKind.Session,
            SessionName = recorded.Report.SessionName,
            SoftwareType = recorded.SoftwareType,
            SoftwareVersion = recorded.SoftwareVersion,
            EntryNumber = recorded.Number,
        };
        recorded.Report.ReadValues(
            report.Table.Columns,
            (message, report.Table, Time: message.EndTime),
            static (state, i, value) => state.message.Values.Add(Of(state.Table.Columns[i], value, state.Time)));
        return message;
    }

    private static Fleet.Api.V1.MetricValue Of(MetricColumn column, in MetricValue value, Timestamp time)
    {
        var message = new Fleet.Api.V1.MetricValue
        {
            Metric = column.Key.ToLowerInvariant(),
            Kind = (MetricKind)column.Kind,
            Unit = column.Unit,
            Time = time,
        };
        switch (value.Shape)
        {
            case MetricShape.Gauge:
                message.Gauge = new GaugeValue { Last = value.Value, Mean = value.Mean, Min = value.Min, Max = value.Max };
                break;
            case MetricShape.Distribution:
                message.Distribution = Distribution(value);
                break;
            case MetricShape.Text:
                message.Text = value.Text;
                break;
            case MetricShape.Flag:
                message.Flag = value.Value != 0;
                break;
            default:
                message.Number = value.Value;
                break;
        }

        return message;
    }

    private static DistributionValue Distribution(in MetricValue value)
    {
        var message = new DistributionValue { Count = value.Count, Sum = value.Value, Min = value.Min, Max = value.Max, Mean = value.Mean };
        if (QuantileSketch.TryRead(value.Sketch.Span, out var sketch, out _))
        {
            var (min, max) = (value.Min, value.Max);
            message.Quantiles.AddRange(Quantiles.Select(q => new QuantileValue { Quantile = q, Value = Math.Clamp(sketch.Quantile(q), min, max) }));
        }

        return message;
    }
}
