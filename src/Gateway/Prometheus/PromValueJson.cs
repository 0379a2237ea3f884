using System.Text.Json;
using Fleet.Domain.Prometheus;

namespace Fleet.Gateway.Prometheus;

/// <summary>Values as Prometheus writes them: times in seconds, numbers as texts, since JSON has no NaN.</summary>
internal static class PromValueJson
{
    private const decimal MsPerSecond = 1000m;

    /// <summary>Of one time: scalar, string, vector or, of a range, matrix.</summary>
    public static void WriteInstant(Utf8JsonWriter json, PromValue value, EvaluationGrid grid)
    {
        switch (value)
        {
            case ScalarValue scalar:
                Begin(json, "scalar");
                WriteSample(json, grid.StartMs, PromText.Number(scalar.Values[0]));
                break;
            case StringValue text:
                Begin(json, "string");
                WriteSample(json, grid.StartMs, text.Value);
                break;
            case VectorValue vector:
                Begin(json, "vector");
                json.WriteStartArray();
                foreach (var series in InOrder(vector))
                {
                    json.WriteStartObject();
                    WriteLabels(json, series.Labels);
                    json.WritePropertyName("value"u8);
                    WriteSample(json, grid.StartMs, PromText.Number(series.Values[0]!.Value));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case RangeValue range:
                Begin(json, "matrix");
                json.WriteStartArray();
                foreach (var series in range.Series)
                {
                    WriteSeries(json, series.Labels, series.TimesMs.Zip(series.Values));
                }

                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Over several times: always a matrix.</summary>
    public static void WriteRange(Utf8JsonWriter json, PromValue value, EvaluationGrid grid)
    {
        Begin(json, "matrix");
        json.WriteStartArray();
        if (value is ScalarValue scalar)
        {
            WriteSeries(json, LabelSet.Empty, scalar.Values.Select((v, step) => (grid.TimeAt(step), v)));
        }
        else
        {
            foreach (var series in InOrder((VectorValue)value))
            {
                WriteSeries(json, series.Labels, series.Values.Select((v, step) => (Time: grid.TimeAt(step), Value: v)).Where(p => p.Value.HasValue).Select(p => (p.Time, p.Value!.Value)));
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteLabels(Utf8JsonWriter json, LabelSet labels)
    {
        json.WriteStartObject("metric"u8);
        WritePairs(json, labels);
        json.WriteEndObject();
    }

    public static void WritePairs(Utf8JsonWriter json, LabelSet labels)
    {
        foreach (var (name, value) in labels.Pairs)
        {
            json.WriteString(name, value);
        }
    }

    private static IEnumerable<VectorSeries> InOrder(VectorValue vector) =>
        vector.IsOrdered ? vector.Series : vector.Series.OrderBy(series => series.Labels.ToString(), StringComparer.Ordinal);

    private static void Begin(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("resultType"u8, type);
        json.WritePropertyName("result"u8);
    }

    private static void WriteSeries(Utf8JsonWriter json, LabelSet labels, IEnumerable<(long TimeMs, double Value)> samples)
    {
        json.WriteStartObject();
        WriteLabels(json, labels);
        json.WriteStartArray("values"u8);
        foreach (var (time, value) in samples)
        {
            WriteSample(json, time, PromText.Number(value));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSample(Utf8JsonWriter json, long timeMs, string value)
    {
        json.WriteStartArray();
        json.WriteNumberValue(timeMs / MsPerSecond);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
