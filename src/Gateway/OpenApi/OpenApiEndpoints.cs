using System.Text.Encodings.Web;
using System.Text.Json;
using Scalar.AspNetCore;

namespace Fleet.Gateway.OpenApi;

/// <summary>The OpenAPI document and a page to read and try it, both without anything from other sites.</summary>
internal static class OpenApiEndpoints
{
    public const string DocumentPath = "/api/openapi.json";
    public const string ReferencePath = "/api/docs";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder app)
    {
        var document = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Create(), Readable));
        app.MapGet(DocumentPath, () => TypedResults.Bytes(document.Value, "application/json"));
        app.MapScalarApiReference(ReferencePath, options =>
        {
            options.Title = "Fleet query API";
            options.OpenApiRoutePattern = DocumentPath;
            options.DefaultFonts = false;
        });
    }
}
