using System.Net.Sockets;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Control;

/// <summary>
/// The socket that <c>fleetctl</c> asks on. It stays open while the daemon starts anew with a changed configuration: who asks meanwhile waits for
/// the answer, and is not told that nobody runs.
/// </summary>
internal sealed class ControlListener : IDisposable
{
    /// <summary>Connections that wait to be served.</summary>
    public const int Backlog = 16;

    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private Socket? _socket;
    private string? _path;

    /// <summary>The socket at a path: the one of before, or else a new one.</summary>
    /// <exception cref="IOException">Another daemon answers on this path, or it cannot be made.</exception>
    public Socket Listen(string path)
    {
        if (_socket is not null && _path == path && File.Exists(path))
        {
            return _socket;
        }

        Dispose();
        SocketFile.Clear("control.socket", path, SocketType.Stream);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, SocketMode);
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"control.socket: {path}: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        (_socket, _path) = (socket, path);
        return socket;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }

        (_socket, _path) = (null, null);
    }
}
