using System.Security.Cryptography;

namespace Fleet.Gateway.Web;

/// <summary>Style sheet, script and icon: embedded, and named by their content so that browsers keep them for good.</summary>
internal static class WebAssets
{
    private static readonly Asset[] All =
    [
        new("fleet.css", "text/css; charset=utf-8"),
        new("fleet.js", "text/javascript; charset=utf-8"),
        new("fleet.svg", "image/svg+xml"),
    ];

    public static string Css { get; } = Url("fleet.css");

    public static string Script { get; } = Url("fleet.js");

    public static string Icon { get; } = Url("fleet.svg");

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var asset in All)
        {
            app.MapGet(asset.Url, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return TypedResults.Bytes(asset.Content, asset.ContentType);
            });
        }
    }

    private static string Url(string name) => Array.Find(All, a => a.Name == name)!.Url;

    private sealed record Asset(string Name, string ContentType)
    {
        public byte[] Content { get; } = Read(Name);

        public string Url => $"/assets/{Convert.ToHexStringLower(SHA256.HashData(Content))[..12]}/{Name}";

        private static byte[] Read(string name)
        {
            using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"the resource {name} is missing");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
    }
}
