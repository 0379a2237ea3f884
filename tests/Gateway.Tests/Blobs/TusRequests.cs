using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Fleet.Gateway.Tests.Blobs;

/// <summary>Requests as the tus specification writes them.</summary>
internal static class TusRequests
{
    public const string Blobs = "/device/v1/blobs";

    public static Task<HttpResponseMessage> Create(this HttpClient client, long length, string? metadata = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Blobs);
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        if (metadata is not null)
        {
            request.Headers.Add("Upload-Metadata", metadata);
        }

        return client.SendAsync(With(request, headers), TestContext.Current.CancellationToken);
    }

    public static async Task<string> Created(this HttpClient client, long length, string? metadata = null)
    {
        using var response = await client.Create(length, metadata);
        Assert.Equal(201, (int)response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    public static Task<HttpResponseMessage> Patch(this HttpClient client, string url, string offset, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = Content(body) };
        request.Headers.Add("Upload-Offset", offset);
        return client.SendAsync(With(request, headers), TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> Send(this HttpClient client, HttpMethod method, string url, params (string Name, string Value)[] headers) =>
        client.SendAsync(With(new HttpRequestMessage(method, url), headers), TestContext.Current.CancellationToken);

    public static ByteArrayContent Content(byte[] body, string type = "application/offset+octet-stream")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public static string Metadata(string key, string value) => $"{key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}";

    private static HttpRequestMessage With(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
