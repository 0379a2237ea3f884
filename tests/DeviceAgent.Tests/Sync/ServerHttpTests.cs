using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Sync;

/// <summary>Whom the agent trusts, and how it shows who it is.</summary>
public sealed class ServerHttpTests : IDisposable
{
    private static readonly DateTimeOffset NextYear = TimeProvider.System.GetUtcNow().AddYears(1);

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_server_by_the_pinned_authority_is_trusted()
    {
        using var server = new TlsPeer(_certificates.Issue("server", NextYear));
        Assert.IsType<SyncAnswer.Accepted>(await SendAsync(Options(server.Url)));
        Assert.StartsWith("POST /device/v1/sync", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_by_another_authority_gets_no_request()
    {
        using var others = new TestCertificates();
        using var server = new TlsPeer(others.Issue("server", NextYear));
        var failed = Assert.IsType<SyncAnswer.Failed>(await SendAsync(Options(server.Url)));
        Assert.Contains("certificate", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_server_whose_certificate_has_expired_gets_no_request_and_the_reason_says_so()
    {
        using var server = new TlsPeer(_certificates.Issue("server", TimeProvider.System.GetUtcNow().AddDays(-1)));
        var failed = Assert.IsType<SyncAnswer.Failed>(await SendAsync(Options(server.Url)));
        Assert.Contains("NotTimeValid", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Without_a_pinned_authority_the_system_decides()
    {
        using var server = new TlsPeer(_certificates.Issue("server", NextYear));
        Assert.IsType<SyncAnswer.Failed>(await SendAsync(Options(server.Url) with { TrustedRoots = null }));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_client_certificate_is_shown()
    {
        using var server = new TlsPeer(_certificates.Issue("server", NextYear), wantsClient: true);
        using var client = _certificates.Issue("device-1", NextYear);
        Assert.IsType<SyncAnswer.Accepted>(await SendAsync(Options(server.Url) with { ClientCertificate = client }));
        Assert.Equal("CN=device-1", Assert.Single(server.Clients));
    }

    [Fact]
    public async Task A_proxy_is_asked_for_the_way_with_its_password()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var heads = AnswerAsync(proxy);
        var url = new Uri($"http://user:pass%21@127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}");
        Assert.IsType<SyncAnswer.Failed>(await SendAsync(Options(new Uri("https://fleet.example")) with { Proxy = url }));
        var (first, second) = await heads;
        Assert.StartsWith("CONNECT fleet.example:443", first, StringComparison.Ordinal);
        Assert.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("user:pass!"))}", second, StringComparison.Ordinal);

        // Asks for a password, then says no.
        static async Task<(string First, string Second)> AnswerAsync(TcpListener proxy)
        {
            using var connection = await proxy.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            var first = await HeadAsync(stream);
            await stream.WriteAsync("HTTP/1.1 407 no\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            var second = await HeadAsync(stream);
            await stream.WriteAsync("HTTP/1.1 403 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return (first, second);
        }

        static async Task<string> HeadAsync(NetworkStream stream)
        {
            var head = "";
            var buffer = new byte[4096];
            while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer);
                Assert.NotEqual(0, read);
                head += Encoding.ASCII.GetString(buffer, 0, read);
            }

            return head;
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_while_it_is_made_is_a_failure_like_others()
    {
        // The runtime throws what it met itself, and not an HttpRequestException.
        using var http = new HttpClient(new BreaksWhileMade());
        var failed = Assert.IsType<SyncAnswer.Failed>(await SendAsync(new Uri("http://fleet.example"), http));
        Assert.True(failed.IsCutOff);
    }

    private ServerOptions Options(Uri url) => new(url, FakeServer.Key, new X509Certificate2Collection(_certificates.Authority), null, null);

    private static async Task<SyncAnswer> SendAsync(ServerOptions options)
    {
        using var http = ServerHttp.Create(options, SyncClient.MaxReplyBytes);
        return await SendAsync(options.Url, http);
    }

    private static Task<SyncAnswer> SendAsync(Uri url, HttpClient http) =>
        new SyncClient(url, http, new AgentCounters()).SendAsync(
            new SyncRequest
            {
                Device = new DeviceIdentity("device-1", "board"),
                Agent = new AgentIdentity("fleetd", "0"),
                Origins = [SyncFixture.Origin],
                WallMs = 1,
                UptimeMs = 1,
                Epoch = 1,
            },
            CancellationToken.None);

    private sealed class BreaksWhileMade : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }
}
