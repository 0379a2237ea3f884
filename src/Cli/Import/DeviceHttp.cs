using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Fleet.Cli.Connection;
using Fleet.Protocol;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;

namespace Fleet.Cli.Import;

/// <summary>
/// Speaks for devices: frames and attachments, with a project key. What a server refuses for now is sent again after a pause, for a while; what is
/// sent twice is not taken twice.
/// </summary>
internal sealed class DeviceHttp : IDisposable
{
    private const string SyncPath = "/device/v1/sync";
    private const string BlobPath = "/device/v1/blobs";
    private const string RepeatedHeader = "Fleet-Repeated";

    private readonly HttpClient _http;
    private readonly Target _target;
    private readonly TusClient _uploads;

    public DeviceHttp(Target target, TimeProvider time)
    {
        _target = target;
        _http = UploadHttp.Create(target, target.ProjectKey);
        _uploads = new TusClient(_http, target, time, BlobPath, "project key");
    }

    /// <returns>The reply, and how many of the acknowledged entries the server had before.</returns>
    /// <exception cref="CliException">The server does not take it.</exception>
    public async Task<(SyncReply Reply, long Repeated)> SyncAsync(byte[] compressedFrame, CancellationToken cancellation)
    {
        using var answer = await _uploads.SendAsync(
            () =>
            {
                var content = new ByteArrayContent(compressedFrame);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/msgpack");
                content.Headers.ContentEncoding.Add(FrameCompression.Name);
                return new HttpRequestMessage(HttpMethod.Post, SyncPath) { Content = content };
            },
            cancellation);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw _uploads.Refused(answer, System.Text.Encoding.UTF8.GetString(body).Trim());
        }

        try
        {
            var repeated = answer.Headers.TryGetValues(RepeatedHeader, out var values) ? long.Parse(values.First(), CultureInfo.InvariantCulture) : 0;
            return (SyncReplyCodec.Read(body), repeated);
        }
        catch (Exception e) when (e is ProtocolException or FormatException or OverflowException)
        {
            throw new CliException(ExitCode.Failure, $"{_target.Server} answers what is no reply of Fleet: {e.Message}");
        }
    }

    /// <summary>Uploads an attachment; an upload that breaks off goes on where it stood.</summary>
    /// <returns>False when the content is not what the digest says.</returns>
    /// <exception cref="CliException">The server does not take it.</exception>
    public Task<bool> UploadAsync(byte[] sha256, long length, Func<long, Stream> contentFrom, CancellationToken cancellation) =>
        _uploads.UploadAsync(sha256, length, contentFrom, cancellation);

    public void Dispose() => _http.Dispose();
}
