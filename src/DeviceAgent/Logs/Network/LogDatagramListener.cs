using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Statsd;

namespace Fleet.DeviceAgent.Logs.Network;

/// <summary>Receives datagrams, each a line, over UDP or a Unix socket such as <c>/dev/log</c>, on a thread of its own.</summary>
internal sealed class LogDatagramListener : IDisposable
{
    private const int MaxDatagram = 65_536;

    /// <summary>Asked for; the kernel grants at most <c>net.core.rmem_max</c>.</summary>
    private const int ReceiveBufferBytes = 1024 * 1024;

    private readonly Socket _socket;
    private readonly Action<ReadOnlyMemory<byte>> _take;
    private readonly AgentCounters _counters;
    private readonly KernelDrops? _drops;
    private readonly string? _path;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="setting">That names the endpoint, for messages.</param>
    /// <param name="endpoint">An address and port, or a Unix socket's path.</param>
    /// <param name="take">Called with each datagram, on the listener's thread.</param>
    /// <exception cref="IOException">It cannot be had; the message names the setting.</exception>
    public LogDatagramListener(string setting, EndPoint endpoint, Action<ReadOnlyMemory<byte>> take, AgentCounters counters, string procRoot = "/proc")
    {
        _take = take;
        _counters = counters;
        _path = endpoint is UnixDomainSocketEndPoint unix ? unix.ToString() : null;
        _socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, _path is null ? ProtocolType.Udp : ProtocolType.Unspecified);
        try
        {
            _socket.ReceiveBufferSize = ReceiveBufferBytes;
            RemoveStale();
            _socket.Bind(endpoint);
            OpenToAll();
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            _socket.Dispose();
            throw new IOException($"{setting}: cannot listen on {(_path is null ? "UDP " : "")}{endpoint}: {e.Message}", e);
        }

        EndPoint = _socket.LocalEndPoint!;
        _drops = EndPoint is IPEndPoint bound ? new KernelDrops(procRoot, bound) : null;
        _thread = new Thread(Receive) { IsBackground = true, Name = setting };
        _thread.Start();
    }

    /// <summary>Where it really listens: the port that was given out when the configured one was 0.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Adds what the kernel dropped since the last call to the counters.</summary>
    public void CountKernelDrops() => _counters.Add(AgentCounter.LogKernelDrops, _drops?.TakeNew() ?? 0);

    /// <summary>Takes what has arrived so far, then stops.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;

        // An empty datagram to itself ends the blocking receive, behind everything that is already in the buffer.
        using (var waker = new Socket(EndPoint.AddressFamily, SocketType.Dgram, _path is null ? ProtocolType.Udp : ProtocolType.Unspecified))
        {
            try
            {
                waker.Blocking = false;
                waker.SendTo([], EndPoint is IPEndPoint ip ? LoopbackOf(ip) : EndPoint);
            }
            catch (SocketException)
            {
                // Its buffer is full: it wakes by what is there.
            }
        }

        _thread.Join(TimeSpan.FromSeconds(2));
        _socket.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }
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

            if (error == SocketError.Success && length > 0)
            {
                _take(buffer.AsMemory(0, length));
            }
        }
    }

    /// <summary>A socket that a killed daemon left is in the way; one that another program listens on is not ours.</summary>
    private void RemoveStale()
    {
        if (_path is null || !File.Exists(_path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(_path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(_path);
            return;
        }

        throw new IOException("another program listens on it");
    }

    /// <summary>Whatever program runs on the device may log.</summary>
    private void OpenToAll()
    {
        const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (_path is not null)
        {
            File.SetUnixFileMode(_path, ReadWrite);
        }
    }

    private static IPEndPoint LoopbackOf(IPEndPoint endpoint) => new(
        endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : endpoint.Address,
        endpoint.Port);
}
