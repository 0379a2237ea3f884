using System.Net.Sockets;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Tells the daemon that there is a new summary. It looks by itself too, so nothing is lost when it does not hear.</summary>
internal static class HandlerPoke
{
    public const string Command = "coredump";

    private const int TimeoutMs = 200;

    public static void Send(string controlSocket)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = TimeoutMs, ReceiveTimeout = TimeoutMs };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(controlSocket));
            socket.Send("{\"command\":\"coredump\"}\n"u8);

            // Its answer is of no interest, but a connection that is gone before the daemon reads is not read.
            Span<byte> answer = stackalloc byte[64];
            socket.Receive(answer);
        }
        catch (SocketException)
        {
            // It is down, or busy.
        }
    }
}
