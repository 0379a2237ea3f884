using System.Net.Security;
using System.Net.Sockets;

namespace Fleet.Cli.Http;

/// <summary>
/// One keep-alive HTTP/1.1 connection with one request under way at a time, as a device has it. A load generator shares its processors with
/// the server that it measures, and this costs a fraction of a general client.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Stream _stream;
    private readonly ReplyReader _reader;

    private HttpConnection(Stream stream)
    {
        _stream = stream;
        _reader = new ReplyReader(stream);
    }

    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">The TLS handshake failed.</exception>
    public static async Task<HttpConnection> ConnectAsync(Uri server, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(server.IdnHost, server.Port, cancellation);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (string.Equals(server.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(server.IdnHost);
            }

            return new HttpConnection(stream);
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a whole request without waiting for its reply.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation) => _stream.WriteAsync(request, cancellation);

    /// <exception cref="IOException">The connection broke, or what came is not a reply.</exception>
    public ValueTask<HttpReply> ReceiveAsync(CancellationToken cancellation) => _reader.ReadAsync(cancellation);

    /// <summary>Closes the connection; an exchange under way fails.</summary>
    public void Dispose() => _stream.Dispose();
}
