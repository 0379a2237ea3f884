using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fleet.Gateway.Hosting;

/// <summary>Ports and protocols of a gateway.</summary>
internal static class KestrelListening
{
    public static void Apply(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        if (options.CertificatePath is null)
        {
            Listen(kestrel, options, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            Listen(kestrel, options, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            return;
        }

        var certificate = X509Certificate2.CreateFromPemFile(options.CertificatePath, options.CertificateKeyPath);
        Listen(kestrel, options, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificate);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options, int port, Action<ListenOptions> configure)
    {
        if (options.ListenOnAnyAddress)
        {
            kestrel.ListenAnyIP(port, configure);
        }
        else
        {
            kestrel.Listen(IPAddress.Loopback, port, configure);
        }
    }
}
