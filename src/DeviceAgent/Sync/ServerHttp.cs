using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Fleet.DeviceAgent.Configuration;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Sync;

/// <summary>The one HTTP client towards the server: who we are, what we trust, how long we wait.</summary>
internal static class ServerHttp
{
    public const string TooLate = "no answer came in time";

    /// <summary>For an answer, beside the time that the body takes on the slowest link.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    public static HttpClient Create(ServerOptions server, long maxReplyBytes)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect is somebody else's answer: the body and the key are not for them.
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            UseCookies = false,
            PooledConnectionIdleTimeout = IdleTimeout,
        };
        if (server.Proxy is { } proxy)
        {
            handler.Proxy = new FixedProxy(proxy);
        }

        if (server.TrustedRoots is { } roots)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (server.ClientCertificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        var client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = maxReplyBytes,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(AgentVersion.Name, AgentVersion.Number));
        return client;
    }

    /// <summary>Sends, and waits for the whole answer.</summary>
    /// <exception cref="HttpRequestException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">Stopped, or the answer did not come in time.</exception>
    public static async Task<HttpResponseMessage> SendPatientlyAsync(this HttpClient http, HttpRequestMessage request, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        either.CancelAfter(Patience + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / ProtocolLimits.SlowestBytesPerSecond));
        try
        {
            return await http.SendAsync(request, either.Token);
        }
        catch (SocketException e)
        {
            // The runtime lets through what it meets when a connection breaks in the moment in which it is made (HttpConnectionPool asks it for its other end).
            throw new HttpRequestException(e.Message, e);
        }
    }

    /// <summary>Seconds, or a date against the server's own: this device's clock may be anything.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now && date > now => date - now,
        _ => null,
    };

    /// <summary>What broke the connection, without the layers around it.</summary>
    public static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message;
    }
}
