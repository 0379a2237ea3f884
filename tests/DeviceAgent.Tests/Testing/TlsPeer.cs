using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>Answers every request over TLS with an empty reply, and remembers who asked.</summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly bool _wantsClient;

    public TlsPeer(X509Certificate2 certificate, bool wantsClient = false)
    {
        _certificate = certificate;
        _wantsClient = wantsClient;
        _listener.Start();
        _ = RunAsync();
    }

    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public List<string> Requests { get; } = [];

    public List<string> Clients { get; } = [];

    public void Dispose()
    {
        _listener.Stop();
        _certificate.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                await ServeAsync(connection);
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                // The agent does not trust us, which some tests are about.
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = _wantsClient,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                Clients.Add(certificate?.Subject ?? "");
                return certificate is not null == _wantsClient;
            },
        });
        var head = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer)));
        }

        Requests.Add(head.ToString().Split("\r\n")[0]);
        var reply = new ArrayBufferWriter<byte>();
        SyncReplyCodec.Write(reply, new SyncReply { ServerTimeMs = 1 });
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/msgpack\r\nContent-Length: {reply.WrittenCount}\r\nConnection: close\r\n\r\n"));
        await tls.WriteAsync(reply.WrittenMemory);
        await tls.ShutdownAsync();
    }
}
