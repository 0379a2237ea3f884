namespace Fleet.Gateway.Hosting;

/// <summary>Where a gateway listens.</summary>
public sealed record GatewayOptions
{
    public const int DefaultPort = 8080;

    /// <summary>HTTP/1.1: web pages, REST, gRPC-Web, devices. With a certificate HTTP/2 too, gRPC included.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Without a certificate: HTTP/2 in the clear, for gRPC.</summary>
    public int GrpcPort => Port + 1;

    /// <summary>Whether other machines can connect.</summary>
    public bool ListenOnAnyAddress { get; init; }

    /// <summary>PEM file of the certificate chain; null for no TLS.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKeyPath { get; init; }

    /// <exception cref="ArgumentException">The options do not go together; the message says what to mend.</exception>
    public void Validate()
    {
        const int maxPort = 65_535;
        if (Port < 1 || Port > maxPort - 1)
        {
            throw new ArgumentException($"port {Port}: give one from 1 to {maxPort - 1}; the next one is used for gRPC");
        }

        if (CertificatePath is null != CertificateKeyPath is null)
        {
            throw new ArgumentException("TLS needs both a certificate and its key");
        }
    }
}
