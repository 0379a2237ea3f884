using System.Net.Sockets;

namespace Fleet.DeviceAgent.Native;

/// <summary>The file that a Unix socket is bound to.</summary>
internal static class SocketFile
{
    /// <summary>Makes way for a socket: its folder is there, and a socket that a killed daemon left is not.</summary>
    /// <param name="setting">That names the path, for the message.</param>
    /// <param name="path">Of the socket.</param>
    /// <param name="type">Of the socket.</param>
    /// <exception cref="IOException">Somebody answers there, or what is there is no socket.</exception>
    public static void Clear(string setting, string path, SocketType type)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        if (!File.Exists(path))
        {
            return;
        }

        // To connect to a plain file is refused as well, and a file with content is somebody's.
        if (new FileInfo(path).Length > 0)
        {
            throw new IOException($"{setting}: {path} is a file, not a socket");
        }

        using var probe = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new IOException($"{setting}: {path}: {e.Message}", e);
        }

        throw new IOException($"{setting}: another program answers on {path}");
    }
}
