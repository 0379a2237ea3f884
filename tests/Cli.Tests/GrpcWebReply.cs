using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Grpc.Core;

namespace Fleet.Cli.Tests;

/// <summary>Answers of a gRPC-Web server, as bytes: length-prefixed frames, the trailers in the last (flag 0x80).</summary>
internal static class GrpcWebReply
{
    private const string Type = "Content-Type: application/grpc-web\r\n";

    public static byte[] Of(IMessage message) =>
        TestServer.Reply(200, [.. Frame(0, message.ToByteArray()), .. Frame(0x80, Encoding.ASCII.GetBytes("grpc-status: 0\r\n"))], Type);

    public static byte[] Failure(StatusCode status, string detail) =>
        TestServer.Reply(200, [], $"{Type}grpc-status: {(int)status}\r\ngrpc-message: {Uri.EscapeDataString(detail)}\r\n");

    public static T Request<T>(TestRequest request)
        where T : IMessage<T>, new() =>
        new MessageParser<T>(() => new T()).ParseFrom(request.Body.AsSpan(5).ToArray());

    private static byte[] Frame(byte flag, byte[] content)
    {
        var head = new byte[5];
        head[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(1), (uint)content.Length);
        return [.. head, .. content];
    }
}
