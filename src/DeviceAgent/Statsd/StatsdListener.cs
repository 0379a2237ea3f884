using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>StatsD over UDP. What the kernel had to drop is read from its own counter and counted.</summary>
internal sealed class StatsdListener : IDisposable
{
    /// <summary>Asked for; the kernel grants at most <c>net.core.rmem_max</c>. A burst of 50,000 small packets fits.</summary>
    private const int ReceiveBufferBytes = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly AgentCounters _counters;
    private readonly KernelDrops _drops;
    private readonly StatsdReceiver _receiver;
    private bool _disposed;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public StatsdListener(IPEndPoint endpoint, StatsdIntake intake, AgentCounters counters, string procRoot = "/proc")
    {
        _counters = counters;
        _socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.ReceiveBufferSize = ReceiveBufferBytes;
            _socket.Bind(endpoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _drops = new KernelDrops(procRoot, EndPoint);
        _receiver = new StatsdReceiver(_socket, intake, counters);
    }

    /// <summary>Where it really listens: the port that was given out when the configured one was 0.</summary>
    public IPEndPoint EndPoint { get; }

    public void Start() => _receiver.Start();

    /// <summary>Adds what the kernel dropped since the last call to the counters.</summary>
    public void CountKernelDrops() => _counters.Add(AgentCounter.StatsdKernelDrops, _drops.TakeNew());

    /// <summary>Takes what has arrived so far, then stops.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _receiver.Stop(() =>
        {
            using var waker = new Socket(EndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            waker.SendTo([], LoopbackOf(EndPoint));
        });
        _socket.Dispose();
    }

    private static IPEndPoint LoopbackOf(IPEndPoint endpoint) => new(
        endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : endpoint.Address,
        endpoint.Port);
}
