using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;

namespace Fleet.DeviceAgent.Sync;

/// <summary>Sends one batch: <c>POST /device/v1/sync</c>.</summary>
internal sealed class SyncClient
{
    /// <summary>Below this zstd saves less than its own frame costs.</summary>
    private const int MinCompressedFrame = 256;

    public const int MaxReplyBytes = ProtocolLimits.MaxFrameBytes;
    private const int MaxQuotedBody = 120;

    private static readonly MediaTypeHeaderValue MessagePackType = new("application/msgpack");

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly AgentCounters _counters;

    /// <param name="server">Below which the call is.</param>
    /// <param name="http">Stays the caller's.</param>
    /// <param name="counters">For what is sent.</param>
    public SyncClient(Uri server, HttpClient http, AgentCounters counters)
    {
        _endpoint = new Uri(server.AbsoluteUri.TrimEnd('/') + "/device/v1/sync");
        _http = http;
        _counters = counters;
    }

    /// <summary>Whether frames are sent compressed: until a server says that it does not take that.</summary>
    public bool Compresses { get; set; } = true;

    public async Task<SyncAnswer> SendAsync(SyncRequest request, CancellationToken stop)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(buffer, request);
        using var content = Content(buffer.WrittenSpan);
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = content };
        try
        {
            using var response = await _http.SendPatientlyAsync(message, stop);
            var body = await response.Content.ReadAsByteArrayAsync(stop);
            _counters.Add(AgentCounter.SyncSentBytes, content.Headers.ContentLength ?? 0);
            return Read(response, body);
        }
        catch (HttpRequestException e)
        {
            return new SyncAnswer.Failed(ServerHttp.Innermost(e), IsCutOff: true);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new SyncAnswer.Failed(ServerHttp.TooLate, IsCutOff: true);
        }
    }

    private ByteArrayContent Content(ReadOnlySpan<byte> frame)
    {
        var compressed = Compresses && frame.Length >= MinCompressedFrame ? FrameCompression.Compress(frame) : [];
        var isSmaller = compressed.Length > 0 && compressed.Length < frame.Length;
        var content = new ByteArrayContent(isSmaller ? compressed : frame.ToArray());
        content.Headers.ContentType = MessagePackType;
        if (isSmaller)
        {
            content.Headers.ContentEncoding.Add(FrameCompression.Name);
        }

        return content;
    }

    private static SyncAnswer Read(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                try
                {
                    return new SyncAnswer.Accepted(SyncReplyCodec.Read(body));
                }
                catch (ProtocolException e)
                {
                    return new SyncAnswer.Failed($"status 200, but not from a Fleet server (a captive portal?): {e.Message}", IsBadReply: true);
                }

            case HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity:
                return new SyncAnswer.Refused($"status {status}: {Quote(body)}");
            case HttpStatusCode.UnsupportedMediaType:
                return new SyncAnswer.CodingRefused($"status {status}: {Quote(body)}");
            case HttpStatusCode.Unauthorized:
                return new SyncAnswer.Failed("status 401: the project key is not valid; see server.key in the configuration");
            default:
                return new SyncAnswer.Failed($"status {status}: {Quote(body)}", ServerHttp.RetryAfter(response), IsCutOff: response.StatusCode == HttpStatusCode.RequestTimeout);
        }
    }

    private static string Quote(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxQuotedBody)));
        return text.Length == 0 ? "no text" : text.Trim();
    }
}
