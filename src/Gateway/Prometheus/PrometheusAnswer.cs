using System.Text.Json;

namespace Fleet.Gateway.Prometheus;

/// <summary>Prometheus' JSON envelope.</summary>
internal static class PrometheusAnswer
{
    private const string MediaType = "application/json";

    public static async Task DataAsync(HttpContext context, IReadOnlyCollection<string> warnings, Action<Utf8JsonWriter> writeData)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status"u8, "success"u8);
        json.WritePropertyName("data"u8);
        writeData(json);
        if (warnings.Count > 0)
        {
            json.WritePropertyName("warnings"u8);
            WriteTexts(json, warnings);
        }

        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    public static async Task ErrorAsync(HttpContext context, PrometheusException error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = MediaType;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status"u8, "error"u8);
        json.WriteString("errorType"u8, error.Type);
        json.WriteString("error"u8, error.Message);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    public static void WriteTexts(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
