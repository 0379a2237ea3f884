using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Fleet.Protocol.Attachments;

namespace Fleet.Gateway.Tests.Observations;

/// <summary>Uploads an attachment as a device does: creation with the content in it.</summary>
internal static class DeviceUploads
{
    public static async Task<Attachment> UploadAsync(this GatewayServer server, byte[] content, string? key = null)
    {
        using var client = server.Client(key ?? server.ProjectKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/device/v1/blobs");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", content.Length.ToString(CultureInfo.InvariantCulture));
        request.Content = new ByteArrayContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Attachment.OfContent(content);
    }
}
