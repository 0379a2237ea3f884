using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Fleet.Api.V1;
using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Symbols;

/// <summary>A program made for a test, stripped, with its debug file; and how it gets onto a server.</summary>
internal sealed class SymbolFiles : IDisposable
{
    private static int _programs;

    public SymbolFiles()
    {
        // Each has a build-id of its own.
        Tools.Write("prog.c", $"int fleet_marker_{Interlocked.Increment(ref _programs)}_{Environment.ProcessId}(int *p) {{ return *p; }}\nint main(void) {{ volatile long zero = 0; return {MarkerCall()}((int *)zero); }}\n");
        Tools.Run("gcc", "-g", "-O0", "-o", "prog", "prog.c");
        Tools.Run("objcopy", "--only-keep-debug", "prog", "prog.debug");
        Tools.Run("strip", "prog");
        Program = File.ReadAllBytes(Tools["prog"]);
        Debug = File.ReadAllBytes(Tools["prog.debug"]);
        var note = Tools.Run("readelf", "-n", "prog");
        BuildId = note[(note.IndexOf("Build ID: ", StringComparison.Ordinal) + 10)..].Split('\n')[0].Trim();
    }

    public Toolbox Tools { get; } = new();

    public byte[] Program { get; }

    public byte[] Debug { get; }

    public string BuildId { get; }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Uploads with an API token, creation with the content in it.</summary>
    public static async Task<HttpResponseMessage> UploadAsync(GatewayServer server, byte[] content, string? token)
    {
        using var client = server.Client(token);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", content.Length.ToString(CultureInfo.InvariantCulture));
        request.Content = new ByteArrayContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return await client.SendAsync(request);
    }

    /// <summary>Uploads and registers.</summary>
    public static async Task<SymbolResult> AddAsync(GatewayServer server, SymbolService.SymbolServiceClient client, byte[] content, string name)
    {
        using var uploaded = await UploadAsync(server, content, server.ApiToken);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        var answer = await client.RegisterSymbolsAsync(
            new RegisterSymbolsRequest { Project = "default", Files = { new UploadedSymbol { Sha256 = Sha256(content), Name = name } } }, server.Authorization());
        return Assert.Single(answer.Results);
    }

    public void Dispose() => Tools.Dispose();

    private static string MarkerCall() => $"fleet_marker_{_programs}_{Environment.ProcessId}";
}
