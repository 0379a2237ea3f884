using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Protocol.Attachments;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>Attachments of a server: uploaded as a device does, downloaded as a person does.</summary>
internal sealed class Attachments(FleetServer server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server.Url };

    public async Task<Attachment> UploadAsync(byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/device/v1/blobs");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.ProjectKey);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", content.Length.ToString(CultureInfo.InvariantCulture));
        request.Content = new ByteArrayContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Attachment.OfContent(content);
    }

    public async Task<byte[]> DownloadAsync(string sha256)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/blobs/{sha256}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.Token);
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => _http.Dispose();
}
