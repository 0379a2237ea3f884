using System.Buffers;
using System.Net.Sockets;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// A line to the daemon and a line from it, for a handler that cannot wait: it tells of a new summary, and asks for the last lines of the log. Nothing depends on an
/// answer; the daemon looks for summaries by itself too.
/// </summary>
internal static class DaemonLine
{
    public const string NewSummary = "coredump";

    /// <summary>Each way. A dying process is held meanwhile, and a daemon that is busy for longer will be so at the next crash.</summary>
    private const int TimeoutMs = 200;

    /// <summary>Fifty lines of a kilobyte.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    private static ReadOnlySpan<byte> NewSummaryLine => "{\"command\":\"coredump\"}\n"u8;

    private static ReadOnlySpan<byte> LogTailLine => "{\"command\":\"tail\",\"lines\":50,\"note\":true}\n"u8;

    public static void Tell(string controlSocket) => Ask(controlSocket, NewSummaryLine);

    /// <summary>The last lines of the log as the control socket gives them, JSON; empty when the daemon does not answer in time.</summary>
    public static ReadOnlyMemory<byte> LogTail(string controlSocket) => Ask(controlSocket, LogTailLine);

    private static ReadOnlyMemory<byte> Ask(string controlSocket, ReadOnlySpan<byte> line)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = TimeoutMs, ReceiveTimeout = TimeoutMs };
        var answer = new ArrayBufferWriter<byte>(1024);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(controlSocket));
            socket.Send(line);
            for (var end = Environment.TickCount64 + TimeoutMs; answer.WrittenCount < MaxAnswerBytes && Environment.TickCount64 < end;)
            {
                var read = socket.Receive(answer.GetSpan(4096));
                answer.Advance(read);
                if (read == 0 || answer.WrittenSpan[^1] == '\n')
                {
                    return answer.WrittenMemory;
                }
            }
        }
        catch (SocketException)
        {
            // It is down, or busy.
        }

        return default;
    }
}
