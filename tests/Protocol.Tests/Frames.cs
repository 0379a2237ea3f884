using System.Buffers;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Protocol.Tests;

internal delegate void WriteValue(ref MessagePackWriter writer);

/// <summary>Frames as bytes, also those that no codec of ours would write.</summary>
internal static class Frames
{
    public static byte[] Of(SyncRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(buffer, request);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Of(SyncReply reply)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SyncReplyCodec.Write(buffer, reply);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Of(WriteValue write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The map that <paramref name="frame"/> is, with pairs added behind its own.</summary>
    public static byte[] WithPairs(byte[] frame, int pairs, WriteValue write)
    {
        var reader = new MessagePackReader(frame);
        var count = reader.ReadMapHeader();
        var rest = frame.AsMemory((int)reader.Consumed);
        return Of((ref MessagePackWriter writer) =>
        {
            writer.WriteMapHeader(count + pairs);
            writer.WriteRaw(rest.Span);
            write(ref writer);
        });
    }

    /// <summary><paramref name="depth"/> arrays in each other, the innermost empty.</summary>
    public static byte[] Nested(int depth) => [.. Enumerable.Repeat((byte)0x91, depth - 1), 0x90];
}
