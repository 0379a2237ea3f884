using Fleet.Domain.Intake;
using Fleet.Gateway.Intake.RemoteWrite;

namespace Fleet.Gateway.Intake;

/// <summary>Readings of Prometheus' remote write. It does not tell what kind a series is: names do, by the conventions of OpenMetrics.</summary>
internal static class RemoteWriteReader
{
    private const string NameLabel = "__name__";
    private const string QuantileLabel = "quantile";

    /// <summary>Set by Prometheus where a series ends: not a value.</summary>
    private const long StaleMarker = 0x7ff0000000000002;

    private static readonly string[] SerialLabels = ["device", "instance"];
    private static readonly string[] CounterSuffixes = ["_total", "_sum", "_count"];

    public static void Read(WriteRequest request, RequestReadings readings)
    {
        foreach (var series in request.Timeseries)
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var label in series.Labels)
            {
                labels[label.Name] = label.Value;
            }

            var name = labels.GetValueOrDefault(NameLabel, "");
            if (SkipReason(series, name, labels) is { } kind)
            {
                readings.Tally.Skip(kind);
                continue;
            }

            var device = readings.Find(
                labels,
                SerialLabels,
                labels.GetValueOrDefault("software_type"),
                labels.GetValueOrDefault("software_version"),
                labels.GetValueOrDefault("hardware_version"),
                out var reason);
            var key = IntakeNames.Key(name, readings.Request.Tags, labels);
            if (device is null || key is null)
            {
                readings.Tally.Reject(device is null ? reason : IntakeTally.BadName, series.Samples.Count);
                continue;
            }

            var point = new IntakePoint
            {
                Series = IntakeNames.Series("", name, labels),
                Key = key,
                Kind = CounterSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) ? IntakeKind.Counter : IntakeKind.Gauge,
                IsCumulative = true,
                TimeMs = 0,
            };
            device.Points.AddRange(series.Samples
                .Where(sample => BitConverter.DoubleToInt64Bits(sample.Value) != StaleMarker)
                .Select(sample => point with { TimeMs = sample.Timestamp, Value = sample.Value }));
        }
    }

    private static string? SkipReason(TimeSeries series, string name, Dictionary<string, string> labels) =>
        series.Histograms.Count > 0 ? IntakeTally.NativeHistogram
        : name.EndsWith("_bucket", StringComparison.Ordinal) && labels.ContainsKey("le") ? IntakeTally.PromBucket
        : labels.ContainsKey(QuantileLabel) ? IntakeTally.Summary
        : null;
}
