using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Fleet.Cli.Connection;

/// <summary>
/// Resumable uploads (tus 1.0.0). What a server refuses for now is sent again after a pause, for a while; an upload that breaks off goes on where it stood.
/// </summary>
/// <param name="http">With the server's address and what authenticates.</param>
/// <param name="target">For messages.</param>
/// <param name="time">For pauses.</param>
/// <param name="path">Below which uploads are made.</param>
/// <param name="credential">What <paramref name="http"/> brings, as people call it.</param>
internal sealed class TusClient(HttpClient http, Target target, TimeProvider time, string path, string credential)
{
    private const string Resumable = "Tus-Resumable";
    private const int WrongChecksum = 460;
    private const int MaxAttempts = 10;

    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <param name="sha256">Of the whole content, 32 bytes.</param>
    /// <param name="length">Bytes of the content.</param>
    /// <param name="contentFrom">Opens the content from an offset to its end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False when the content is not what the digest says.</returns>
    /// <exception cref="CliException">The server does not take it.</exception>
    public async Task<bool> UploadAsync(byte[] sha256, long length, Func<long, Stream> contentFrom, CancellationToken cancellation)
    {
        using var created = await SendAsync(
            () => Request(HttpMethod.Post, path, ("Upload-Length", Text(length)), ("Upload-Metadata", $"sha256 {Convert.ToBase64String(sha256)}")), cancellation);
        if (created.StatusCode != HttpStatusCode.Created || created.Headers.Location is not { } location)
        {
            throw Refused(created, $"the upload was not created: {await ReasonAsync(created, cancellation)}");
        }

        // Counted while it stands still: what gets on may break off as often as the link does.
        for (var (attempt, reached) = (1, -1L); ; attempt++)
        {
            try
            {
                using var head = await SendAsync(() => Request(HttpMethod.Head, location.ToString()), cancellation);
                var offset = head.Headers.TryGetValues("Upload-Offset", out var values) ? long.Parse(values.First(), CultureInfo.InvariantCulture) : throw Refused(head, "the upload is gone");
                (attempt, reached) = offset > reached ? (1, offset) : (attempt, reached);
                using var patched = await SendAsync(() => Patch(location.ToString(), offset, contentFrom(offset)), cancellation);
                switch ((int)patched.StatusCode)
                {
                    case (int)HttpStatusCode.NoContent:
                        return true;
                    case WrongChecksum:
                        return false;
                    case (int)HttpStatusCode.Conflict or (int)HttpStatusCode.Locked when attempt < MaxAttempts:
                        break;
                    default:
                        throw Refused(patched, $"the upload was refused: {await ReasonAsync(patched, cancellation)}");
                }
            }
            catch (HttpRequestException) when (attempt < MaxAttempts)
            {
                // Broken off: the server says where it stands.
            }

            await PauseAsync(null, cancellation);
        }
    }

    /// <summary>Sends a request, again while the server is busy.</summary>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == MaxAttempts)
            {
                return answer;
            }

            var asked = answer.Headers.RetryAfter?.Delta;
            answer.Dispose();
            await PauseAsync(asked, cancellation);
        }
    }

    public CliException Refused(HttpResponseMessage answer, string text) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => new(ExitCode.NotAuthenticated, $"{target.Server} does not accept the {credential}"),
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(ExitCode.Unreachable, $"{target.Server} is busy for too long: {text}"),
        var status => new(ExitCode.Failure, $"{target.Server} answers {(int)status}: {text}"),
    };

    /// <summary>As long as the server asks for, within bounds: who waits for a command does not wait for hours.</summary>
    private Task PauseAsync(TimeSpan? asked, CancellationToken cancellation)
    {
        var pause = asked ?? DefaultPause;
        return Task.Delay(pause < MaxPause ? pause : MaxPause, time, cancellation);
    }

    /// <summary>The begin of what the server says, on one line.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        const int MaxReason = 300;
        var buffer = new byte[MaxReason];
        await using var content = await answer.Content.ReadAsStreamAsync(cancellation);
        var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        var text = System.Text.Encoding.UTF8.GetString(buffer, 0, read).Trim();
        return text.Length > 0 ? Output.Table.Printable(text) : "no reason is given";
    }

    private static HttpRequestMessage Patch(string path, long offset, Stream content)
    {
        var request = Request(HttpMethod.Patch, path, ("Upload-Offset", Text(offset)));
        request.Content = new StreamContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Content.Headers.ContentLength = content.Length;
        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
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
