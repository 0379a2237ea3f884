using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Fleet.Cli.Connection;

/// <summary>The HTTP client of what is no call of the API: uploads, and frames of devices.</summary>
internal static class UploadHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <param name="target">The server.</param>
    /// <param name="secret">The token or key that authenticates.</param>
    public static HttpClient Create(Target target, string? secret) => Create(target, secret, new SocketsHttpHandler { ConnectTimeout = ConnectTimeout });

    /// <param name="target">The server.</param>
    /// <param name="secret">The token or key that authenticates.</param>
    /// <param name="connections">What sends.</param>
    internal static HttpClient Create(Target target, string? secret, HttpMessageHandler connections)
    {
        var http = new HttpClient(new OneKindOfFailure(connections)) { Timeout = Timeout.InfiniteTimeSpan, BaseAddress = target.Server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return http;
    }

    private sealed class OneKindOfFailure(HttpMessageHandler connections) : DelegatingHandler(connections)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (SocketException e)
            {
                // The runtime lets through what it meets when a connection breaks in the moment in which it is made (HttpConnectionPool asks it for its other end).
                throw new HttpRequestException(e.Message, e);
            }
        }
    }
}
