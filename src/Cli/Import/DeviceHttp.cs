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
    private const string Resumable = "Tus-Resumable";
    private const string RepeatedHeader = "Fleet-Repeated";
    private const int WrongChecksum = 460;
    private const int MaxAttempts = 10;

    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Target _target;
    private readonly TimeProvider _time;

    public DeviceHttp(Target target, TimeProvider time)
    {
        _target = target;
        _time = time;
        _http.BaseAddress = target.Server;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.ProjectKey);
    }

    /// <returns>The reply, and how many of the acknowledged entries the server had before.</returns>
    /// <exception cref="CliException">The server does not take it.</exception>
    public async Task<(SyncReply Reply, long Repeated)> SyncAsync(byte[] compressedFrame, CancellationToken cancellation)
    {
        using var answer = await SendAsync(
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
            throw Refused(answer, System.Text.Encoding.UTF8.GetString(body).Trim());
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
    public async Task<bool> UploadAsync(byte[] sha256, long length, Func<long, Stream> contentFrom, CancellationToken cancellation)
    {
        using var created = await SendAsync(
            () => Tus(HttpMethod.Post, BlobPath, ("Upload-Length", Text(length)), ("Upload-Metadata", $"sha256 {Convert.ToBase64String(sha256)}")), cancellation);
        if (created.StatusCode != HttpStatusCode.Created || created.Headers.Location is not { } location)
        {
            throw Refused(created, "the upload was not created");
        }

        for (var attempt = 1; ; attempt++)
        {
            using var head = await SendAsync(() => Tus(HttpMethod.Head, location.ToString()), cancellation);
            var offset = head.Headers.TryGetValues("Upload-Offset", out var values) ? long.Parse(values.First(), CultureInfo.InvariantCulture) : throw Refused(head, "the upload is gone");
            try
            {
                using var patched = await SendAsync(() => Patch(location.ToString(), offset, contentFrom(offset)), cancellation);
                switch ((int)patched.StatusCode)
                {
                    case (int)HttpStatusCode.NoContent:
                        return true;
                    case WrongChecksum:
                        return false;
                    case (int)HttpStatusCode.Conflict or (int)HttpStatusCode.Locked when attempt < MaxAttempts:
                        await Task.Delay(DefaultPause, _time, cancellation);
                        break;
                    default:
                        throw Refused(patched, "the upload was refused");
                }
            }
            catch (HttpRequestException) when (attempt < MaxAttempts)
            {
                await Task.Delay(DefaultPause, _time, cancellation);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == MaxAttempts)
            {
                return answer;
            }

            var pause = answer.Headers.RetryAfter?.Delta ?? DefaultPause;
            answer.Dispose();
            await Task.Delay(pause, _time, cancellation);
        }
    }

    private CliException Refused(HttpResponseMessage answer, string text) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => new(ExitCode.NotAuthenticated, $"{_target.Server} does not accept the project key"),
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(ExitCode.Unreachable, $"{_target.Server} is busy for too long: {text}"),
        var status => new(ExitCode.Failure, $"{_target.Server} answers {(int)status}: {text}"),
    };

    private static HttpRequestMessage Patch(string path, long offset, Stream content)
    {
        var request = Tus(HttpMethod.Patch, path, ("Upload-Offset", Text(offset)));
        request.Content = new StreamContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Content.Headers.ContentLength = content.Length;
        return request;
    }

    private static HttpRequestMessage Tus(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add(Resumable, "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
