using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Fleet.Domain.Symbols;
using Fleet.Grains.Symbols;
using Microsoft.Extensions.Logging;

namespace Fleet.Silo.Symbols;

/// <summary>
/// Client of other debuginfod servers (https://www.mankier.com/8/debuginfod#Webapi), in the order in which they were configured. What they send is
/// bounded in size and time. A redirect never leads to where only this machine or its network can go: <see cref="PublicConnections"/>.
/// </summary>
internal sealed partial class DebuginfodUpstreams : ISymbolUpstream, IDisposable
{
    /// <summary>As for uploads.</summary>
    public const long MaxFileBytes = Protocol.ProtocolLimits.MaxBlobBytes;

    private const int MaxRedirects = 3;

    /// <summary>What <c>debuginfod</c> itself says of a file's length when it sends it in chunks.</summary>
    private const string SizeHeader = "X-DEBUGINFOD-SIZE";

    private const string FileHeader = "X-DEBUGINFOD-FILE";

    /// <summary>Until the begin of an answer: a server may have to open an archive first, which takes seconds.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(45);

    /// <summary>For all of a file: 4 GiB at 60 Mbit/s.</summary>
    private static readonly TimeSpan FileWithin = TimeSpan.FromMinutes(10);

    /// <summary>A server that did not answer is not asked for this long, else each missing file would wait for it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<Uri> _servers;
    private readonly TimeProvider _time;
    private readonly ILogger<DebuginfodUpstreams> _logger;
    private readonly HttpClient _http = new(PublicConnections.Handler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentDictionary<Uri, DateTimeOffset> _pausedUntil = new();

    public DebuginfodUpstreams(IReadOnlyList<Uri> servers, TimeProvider time, ILogger<DebuginfodUpstreams> logger)
    {
        (_servers, _time, _logger) = (servers, time, logger);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("fleet", "1"));
        _http.DefaultRequestHeaders.Add(ISymbolUpstream.HopHeader, "1");
    }

    public bool IsConfigured => _servers.Count > 0;

    public async Task<UpstreamOutcome> AskAsync(SymbolId id, SymbolKind kind, Func<Stream, long, string, Task<bool>> take, CancellationToken cancellation)
    {
        var outcome = UpstreamOutcome.Missing;
        foreach (var server in _servers)
        {
            if (_pausedUntil.TryGetValue(server, out var until) && until > _time.GetUtcNow())
            {
                outcome = UpstreamOutcome.Failed;
                continue;
            }

            var path = $"buildid/{id}/{(kind == SymbolKind.Executable ? "executable" : "debuginfo")}";
            try
            {
                using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                within.CancelAfter(FileWithin);
                if (await AskAsync(new Uri(Folder(server), path), take, within.Token))
                {
                    return UpstreamOutcome.Found;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or TimeoutException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                outcome = UpstreamOutcome.Failed;
                if (e is HttpRequestException { StatusCode: null } or TimeoutException or OperationCanceledException)
                {
                    _pausedUntil[server] = _time.GetUtcNow() + Pause;
                }

                LogFailed(server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), path, e.Message);
            }
        }

        return outcome;
    }

    public void Dispose() => _http.Dispose();

    private static Uri Folder(Uri server) => server.AbsolutePath.EndsWith('/') ? server : new UriBuilder(server) { Path = server.AbsolutePath + "/" }.Uri;

    private async Task<bool> AskAsync(Uri url, Func<Stream, long, string, Task<bool>> take, CancellationToken cancellation)
    {
        using var answer = await FollowAsync(url, cancellation);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return false;
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"status {(int)answer.StatusCode}", null, answer.StatusCode);
        }

        var length = answer.Content.Headers.ContentLength ?? (long.TryParse(Header(answer, SizeHeader), out var said) ? said : null);
        if (length > MaxFileBytes)
        {
            throw new InvalidDataException($"{length} bytes, at most {MaxFileBytes} are taken");
        }

        await using var content = await answer.Content.ReadAsStreamAsync(cancellation);
        var name = Name(answer, url);
        if (length is { } known)
        {
            return await take(new CancellableStream(content, cancellation), known, name);
        }

        await using var spool = await SpoolAsync(content, cancellation);
        return await take(spool, spool.Length, name);
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri url, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(AnswerWithin);
        var at = url;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (at.Authority == url.Authority && at.UserInfo.Length + url.UserInfo.Length > 0)
            {
                var credentials = Uri.UnescapeDataString(url.UserInfo);
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(credentials)));
            }

            // The operator's own choice may be anywhere; what a server says goes to public addresses only.
            request.Options.Set(PublicConnections.Only, at.Authority != url.Authority);
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            at = new Uri(at, location);
            if (redirects == MaxRedirects || at.Scheme is not ("http" or "https"))
            {
                throw new HttpRequestException($"redirects to {at.Scheme}, or more than {MaxRedirects} times", null, answer.StatusCode);
            }
        }
    }

    /// <summary>Of a file whose length is not known before its end.</summary>
    private static async Task<FileStream> SpoolAsync(Stream content, CancellationToken cancellation)
    {
        var spool = new FileStream(
            Path.Combine(Path.GetTempPath(), $"fleet-symbols-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (spool.Length + read > MaxFileBytes)
                {
                    throw new InvalidDataException($"more than {MaxFileBytes} bytes");
                }

                await spool.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            spool.Position = 0;
            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>What the server calls the file, without a path; else who sent it.</summary>
    private static string Name(HttpResponseMessage answer, Uri url)
    {
        var name = (Header(answer, FileHeader) ?? "").Split('/')[^1].Trim();
        return name.Length is > 0 and <= SymbolLibrary.MaxNameLength && !name.Any(char.IsControl) ? name : url.Host;
    }

    [LoggerMessage(4001, LogLevel.Warning, "{Server} did not answer for {Path} as a debuginfod does: {Reason}")]
    private partial void LogFailed(string server, string path, string reason);
}
