using Fleet.Api.V1;
using Fleet.Cli.Output;
using Attribute = Fleet.Api.V1.Attribute;

namespace Fleet.Cli.Devices;

/// <summary>Values of metrics and attributes in one cell.</summary>
internal static class ValueText
{
    public static string Of(MetricValue value) => value.ValueCase switch
    {
        MetricValue.ValueOneofCase.Number => NumberText.Of(value.Number),
        MetricValue.ValueOneofCase.Gauge => Of(value.Gauge),
        MetricValue.ValueOneofCase.Distribution =>
            $"{value.Distribution.Count} samples, mean {NumberText.Of(value.Distribution.Mean)}, {NumberText.Of(value.Distribution.Min)} to {NumberText.Of(value.Distribution.Max)}",
        MetricValue.ValueOneofCase.Text => value.Text,
        MetricValue.ValueOneofCase.Flag => value.Flag ? "true" : "false",
        _ => "",
    };

    public static string Of(Attribute attribute) => attribute.ValueCase switch
    {
        Attribute.ValueOneofCase.Text => attribute.Text,
        Attribute.ValueOneofCase.Number => NumberText.Of(attribute.Number),
        Attribute.ValueOneofCase.Flag => attribute.Flag ? "true" : "false",
        _ => "",
    };

    private static string Of(GaugeValue gauge) => gauge.Min == gauge.Max
        ? NumberText.Of(gauge.Last)
        : $"{NumberText.Of(gauge.Last)} (mean {NumberText.Of(gauge.Mean)}, {NumberText.Of(gauge.Min)} to {NumberText.Of(gauge.Max)})";
}
