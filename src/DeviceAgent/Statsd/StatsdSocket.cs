using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>
/// StatsD over a Unix datagram socket. The kernel drops nothing behind a sender's back here: a full queue makes the sender wait, or tells it
/// (<c>EAGAIN</c>) when it does not want to. So there is no counter of drops to read, neither here nor in <c>/proc</c>.
/// </summary>
internal sealed class StatsdSocket : IDisposable
{
    /// <summary>Of the setting.</summary>
    public const string Setting = "statsd.socket";

    /// <summary>Whoever may reach the folder may send, as everyone on the device may over UDP: programs report under users of their own.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly StatsdReceiver _receiver;
    private bool _disposed;

    /// <exception cref="IOException">Somebody else listens there, or the socket cannot be made; the message names the setting.</exception>
    public StatsdSocket(string path, StatsdIntake intake, AgentCounters counters)
    {
        Path = path;
        try
        {
            SocketFile.Clear(Setting, path, SocketType.Dgram);
            _socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, Mode);
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new IOException($"{Setting}: {path}: {e.Message}", e);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _receiver = new StatsdReceiver(_socket, intake, counters);
    }

    public string Path { get; }

    public void Start() => _receiver.Start();

    /// <summary>Takes what has arrived so far, then stops and removes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // Unlike an empty datagram this needs neither the file, which someone may have removed, nor room in the queue: what waits is
        // still received, and then nothing.
        _receiver.Stop(() => _socket.Shutdown(SocketShutdown.Receive));
        _socket.Dispose();
        File.Delete(Path);
    }
}
