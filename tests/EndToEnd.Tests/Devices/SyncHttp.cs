using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>Uploads batches to one server as an agent does.</summary>
internal sealed class SyncHttp(Uri url, string projectKey) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) })
    {
        // Longer than a server may keep a device waiting: that it never answers would be its fault and not ours.
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async Task<SyncOutcome> SendAsync(SyncRequest batch, bool compress = false)
    {
        var frame = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(frame, batch);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(compress ? FrameCompression.Compress(frame.WrittenSpan) : frame.WrittenSpan.ToArray()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/msgpack");
        if (compress)
        {
            request.Content.Headers.ContentEncoding.Add(FrameCompression.Name);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", projectKey);
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.StatusCode == HttpStatusCode.OK
                ? new SyncOutcome(answer.StatusCode, SyncReplyCodec.Read(await answer.Content.ReadAsByteArrayAsync()))
                : new SyncOutcome(answer.StatusCode, null, answer.Headers.RetryAfter?.Delta, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException)
        {
            return new SyncOutcome(null, Text: e.Message);
        }
    }

    public void Dispose() => _http.Dispose();
}
