using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>
/// The kernel's count of datagrams that did not fit into a socket's buffer: the last column of <c>/proc/net/udp</c>, in the line of the
/// socket's local address.
/// </summary>
internal sealed class KernelDrops(string procRoot, IPEndPoint endpoint)
{
    private readonly string _path = Path.Combine(procRoot, "net", endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? "udp6" : "udp");
    private readonly string _address = HexAddress(endpoint);
    private long _seen;

    /// <summary>Drops since the last call; 0 when the kernel does not say.</summary>
    public long TakeNew()
    {
        var total = Read();
        var fresh = Math.Max(0, total - _seen);
        _seen = total;
        return fresh;
    }

    private long Read()
    {
        try
        {
            foreach (var line in File.ReadLines(_path))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length >= 13 && columns[1] == _address && long.TryParse(columns[^1], out var drops))
                {
                    return drops;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system without /proc/net has no such counter; nothing else depends on it.
        }

        return _seen;
    }

    /// <summary>Words of the address in the machine's byte order, as the kernel prints them; then the port.</summary>
    private static string HexAddress(IPEndPoint endpoint)
    {
        var bytes = endpoint.Address.GetAddressBytes();
        var words = Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToUInt32(bytes, i * 4).ToString("X8", CultureInfo.InvariantCulture));
        return $"{string.Concat(words)}:{endpoint.Port:X4}";
    }
}
