using System.Net.Http.Headers;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>One upload that nobody in good faith sends.</summary>
/// <param name="Kind">What was done to it, for the failure's message.</param>
/// <param name="Body">The bytes as they travel.</param>
/// <param name="ContentEncoding">Header; null for none.</param>
/// <param name="ContentType">Header; null for none.</param>
internal sealed record HostileBody(string Kind, byte[] Body, string? ContentEncoding = null, string? ContentType = "application/msgpack")
{
    public HttpRequestMessage Request(Uri url, string projectKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", projectKey);
        if (ContentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        if (ContentEncoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", ContentEncoding);
        }

        return request;
    }
}
