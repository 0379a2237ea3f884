using System.Net;
using System.Net.NetworkInformation;

namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>Ports that nobody listens on, below those that the kernel gives to outgoing connections.</summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>The first of two neighbours that are both free: HTTP, and gRPC one above.</summary>
    public static int Pair()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port).ToHashSet();
        return Pick(port => !taken.Contains(port) && !taken.Contains(port + 1));
    }

    public static IPEndPoint Udp()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Select(e => e.Port).ToHashSet();
        return new IPEndPoint(IPAddress.Loopback, Pick(port => !taken.Contains(port)));
    }

    private static int Pick(Func<int, bool> isFree)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (isFree(port))
            {
                return port;
            }
        }
    }
}
