using System.Text.Json.Nodes;
using Fleet.Gateway.Blobs;
using Fleet.Gateway.Exports;

namespace Fleet.Gateway.OpenApi;

/// <summary>The calls that are no messages of the contract: bytes as they are.</summary>
internal static class OpenApiDownloads
{
    public static IEnumerable<(string Path, JsonObject Operation)> All() =>
    [
        (BlobDownloads.Path, Operation(
            "DownloadBlob",
            "ObservationService",
            "Downloads an attachment that an observation of the token's project names, whole or in ranges.",
            "application/octet-stream",
            Parameter("sha256", "path", "SHA-256 of the content: 64 hexadecimal digits."),
            Parameter("name", "query", "File name to suggest; the SHA-256 when left out."))),
        (ExportEndpoint.Path, Operation(
            "ExportMetrics",
            "MetricService",
            "Downloads the reports of a range as one file, a row for each report. The headers Fleet-Reports, Fleet-Devices and Fleet-Metrics count what is in it.",
            ExportEndpoint.ParquetType,
            Parameter("project", "path", "Project of the token."),
            Parameter("startTime", "query", "RFC 3339: reports that end from here on; a day before the end when left out."),
            Parameter("endTime", "query", "RFC 3339: reports that end before; now when left out."),
            Parameter("filter", "query", "Only reports of the devices that match this now. One of filter, set and serial."),
            Parameter("set", "query", "Only reports of the devices that are in this set now."),
            Parameter("serial", "query", "Only reports of this device."),
            Parameter("metric", "query", "Key of a metric, repeated: only these, and only reports that have one of them; all numeric metrics when left out."),
            Parameter("format", "query", "parquet, the default, or csv."))),
    ];

    private static JsonObject Operation(string name, string tag, string description, string type, params JsonNode[] parameters) => new()
    {
        ["operationId"] = name,
        ["tags"] = new JsonArray(tag),
        ["summary"] = name,
        ["description"] = description,
        ["parameters"] = new JsonArray(parameters),
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = "The content.",
                ["content"] = new JsonObject { [type] = new JsonObject() },
            },
        },
    };

    private static JsonObject Parameter(string name, string place, string description) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
