using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>Under TLS everything is on one port: HTTP/1.1 and HTTP/2, gRPC among it.</summary>
public sealed class TlsTests
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Under_TLS_pages_REST_and_gRPC_share_one_port()
    {
        using var folder = new TemporaryFolder();
        var (certificate, key, thumbprint) = MakeCertificate(folder.Path);
        var port = FreePorts.Pair();
        await using var server = ChildProcess.Start(
            BuiltPrograms.Gateway, ["--data", Path.Combine(folder.Path, "data"), "--port", $"{port}", "--tls-cert", certificate, "--tls-key", key]);
        var url = new Uri($"https://localhost:{port}");
        using var http = new HttpClient(Trusting(thumbprint));

        await Eventually.Holds(ReadyWithin, async () =>
        {
            using var page = await http.GetAsync(new Uri(url, "/sign-in"));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal(HttpVersion.Version11, page.Version);
            _ = ServerProfile.Read(Path.Combine(folder.Path, "data"));
        });
        var profile = ServerProfile.Read(Path.Combine(folder.Path, "data"));
        Assert.Equal(url, new Uri(profile.Server));

        using var rest = new HttpRequestMessage(HttpMethod.Get, new Uri(url, $"/api/v1/projects/{profile.Project}/devices"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        rest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", profile.Token);
        using var answer = await http.SendAsync(rest);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        using var channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { HttpHandler = Trusting(thumbprint), DisposeHttpClient = true });
        var devices = await new DeviceService.DeviceServiceClient(channel).ListDevicesAsync(
            new ListDevicesRequest { Project = profile.Project }, new Metadata { { "authorization", $"Bearer {profile.Token}" } });
        Assert.Equal(0, devices.TotalSize);
    }

    private static SocketsHttpHandler Trusting(string thumbprint) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, seen, _, _) => seen is X509Certificate2 certificate && certificate.Thumbprint == thumbprint,
        },
    };

    private static (string Certificate, string Key, string Thumbprint) MakeCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificatePath, keyPath) = (Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        File.WriteAllText(certificatePath, made.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath, made.Thumbprint);
    }
}
