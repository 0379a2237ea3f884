using System.Net;
using System.Net.Sockets;

namespace Fleet.Silo.Symbols;

/// <summary>
/// Connections that go, where asked, to public addresses only: a server that this one asks must not be able to have it fetch from the metadata service of a
/// cloud (169.254.169.254), from itself or from its network. The address that was looked at is the one that is connected to, whatever a name resolves to next.
/// </summary>
internal static class PublicConnections
{
    /// <summary>Of a request: whether it may go to public addresses only.</summary>
    public static readonly HttpRequestOptionsKey<bool> Only = new("fleet.public-only");

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    /// <summary>IANA's special-purpose registries, and multicast.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
            "::/127", "64:ff9b::/32", "100::/64", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectWithin,
        ConnectCallback = async (context, cancellation) =>
        {
            var isPublicOnly = context.InitialRequestMessage.Options.TryGetValue(Only, out var only) && only;
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
            var allowed = addresses.Where(address => !isPublicOnly || IsPublic(address)).ToArray();
            if (allowed.Length == 0)
            {
                throw new HttpRequestException($"redirects to {context.DnsEndPoint.Host}, which has no public address", null, HttpStatusCode.Forbidden);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Special, network => network.Contains(plain));
    }
}
