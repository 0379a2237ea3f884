using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>
/// Receives datagrams on a thread of its own: a blocking receive costs one system call a packet and no scheduling in between. What the
/// kernel had to drop is read from its own counter and counted.
/// </summary>
internal sealed class StatsdListener : IDisposable
{
    private const int MaxDatagram = 65_536;

    /// <summary>Asked for; the kernel grants at most <c>net.core.rmem_max</c>. A burst of 50,000 small packets fits.</summary>
    private const int ReceiveBufferBytes = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly StatsdIntake _intake;
    private readonly AgentCounters _counters;
    private readonly KernelDrops _drops;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public StatsdListener(IPEndPoint endpoint, StatsdIntake intake, AgentCounters counters, string procRoot = "/proc")
    {
        _intake = intake;
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
        _thread = new Thread(Receive) { IsBackground = true, Name = "statsd" };
    }

    /// <summary>Where it really listens: the port that was given out when the configured one was 0.</summary>
    public IPEndPoint EndPoint { get; }

    public void Start() => _thread.Start();

    /// <summary>Adds what the kernel dropped since the last call to the counters.</summary>
    public void CountKernelDrops() => _counters.Add(AgentCounter.StatsdKernelDrops, _drops.TakeNew());

    /// <summary>Takes what has arrived so far, then stops.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        if (_thread.IsAlive)
        {
            // An empty datagram to itself ends the blocking receive, behind everything that is already in the buffer.
            using var waker = new Socket(EndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            waker.SendTo([], LoopbackOf(EndPoint));
            _thread.Join(TimeSpan.FromSeconds(2));
        }

        _socket.Dispose();
    }

    private void Receive()
    {
        var buffer = new byte[MaxDatagram];
        while (true)
        {
            var length = _socket.Receive(buffer, SocketFlags.None, out var error);
            if (_stopping && (length == 0 || error != SocketError.Success))
            {
                return;
            }

            if (error == SocketError.Success)
            {
                _intake.Take(buffer.AsSpan(0, length));
            }
        }
    }

    private static IPEndPoint LoopbackOf(IPEndPoint endpoint) => new(
        endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : endpoint.Address,
        endpoint.Port);
}
