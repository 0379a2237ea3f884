using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Fleet.DeviceAgent.Control;

/// <summary>The side of <c>fleetctl</c>: one command, one answer.</summary>
internal static class ControlClient
{
    /// <returns>The answer's line.</returns>
    /// <exception cref="ControlException">No daemon, or it could not do what was asked.</exception>
    public static async Task<string> CallAsync(string path, Action<Utf8JsonWriter> command, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
        }
        catch (SocketException e)
        {
            throw new ControlException(e.SocketErrorCode == SocketError.AccessDenied
                ? $"no permission to talk to fleetd over {path}"
                : $"fleetd is not running: nobody answers on {path} (another socket: --control PATH)");
        }

        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: false);
            await stream.WriteAsync(Encode(command), stop);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return await reader.ReadLineAsync(stop) ?? throw new ControlException("fleetd closed the connection without an answer");
        }
        catch (IOException e)
        {
            throw new ControlException($"the connection to fleetd broke: {e.Message}");
        }
    }

    private static byte[] Encode(Action<Utf8JsonWriter> command)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            command(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }
}
