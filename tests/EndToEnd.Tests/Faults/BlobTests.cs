using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Faults;

/// <summary>Attachments by tus 1.0 (https://tus.io/protocols/resumable-upload) on a running server, with the key of its project.</summary>
[Collection(EmbeddedServer.Collection)]
public sealed class BlobTests(EmbeddedServer embedded) : IDisposable
{
    private const int Bytes = 3_000_000;
    private const int BrokenOffAt = 1_100_000;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    private readonly FleetServer _server = embedded.Server;
    private readonly HttpClient _http = new();
    private readonly byte[] _content = Content();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Upload_that_breaks_off_resumes_where_it_stood()
    {
        var upload = await CreateAsync();
        await SendHalfAsync(upload);

        var offset = 0L;
        await Eventually.Holds(Within, async () =>
        {
            offset = await OffsetAsync(upload);
            Assert.InRange(offset, 1, BrokenOffAt);
        });
        using var rest = await AppendUnlockedAsync(upload, offset);

        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(Bytes, await OffsetAsync(upload));
        using var head = await SendAsync(HttpMethod.Head, upload);
        Assert.Contains(head.Headers, h => h.Value.Any(v => v.Contains(Convert.ToHexStringLower(SHA256.HashData(_content)), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Upload_without_a_good_key_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Url, "/device/v1/blobs"));
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", "1");
        using var answer = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static byte[] Content()
    {
        var content = new byte[Bytes];
        new Random(10).NextBytes(content);
        return content;
    }

    private async Task<Uri> CreateAsync()
    {
        var digest = Convert.ToBase64String(SHA256.HashData(_content));
        using var answer = await SendAsync(HttpMethod.Post, new Uri(_server.Url, "/device/v1/blobs"), request =>
        {
            request.Headers.Add("Upload-Length", Bytes.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("Upload-Metadata", $"sha256 {digest}");
        });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return new Uri(_server.Url, answer.Headers.Location!);
    }

    /// <summary>Promises all of the content and hangs up within it.</summary>
    private async Task SendHalfAsync(Uri upload)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        var head = $"PATCH {upload.AbsolutePath} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nAuthorization: Bearer {_server.Profile.ProjectKey}\r\nContent-Length: {Bytes}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await client.GetStream().WriteAsync(_content.AsMemory(0, BrokenOffAt));
    }

    private async Task<long> OffsetAsync(Uri upload)
    {
        using var answer = await SendAsync(HttpMethod.Head, upload);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    /// <summary>Sends the rest, as soon as the server has noticed that the request before broke off.</summary>
    private async Task<HttpResponseMessage> AppendUnlockedAsync(Uri upload, long offset)
    {
        HttpResponseMessage? answer = null;
        await Eventually.Holds(Within, async () =>
        {
            offset = await OffsetAsync(upload);
            answer?.Dispose();
            answer = await SendAsync(HttpMethod.Patch, upload, request =>
            {
                request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
                request.Content = new ByteArrayContent(_content, (int)offset, Bytes - (int)offset);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            });
            Assert.True(answer.StatusCode is not (HttpStatusCode.Locked or HttpStatusCode.Conflict), $"{(int)answer.StatusCode}");
        });
        return answer!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.Profile.ProjectKey);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        configure?.Invoke(request);
        return await _http.SendAsync(request);
    }
}
