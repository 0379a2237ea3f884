using System.Buffers;
using MessagePack;

namespace Fleet.Protocol.Wire;

/// <summary>Writes the body of an entry: one MessagePack value in an array of its own.</summary>
internal static class BodyWriter
{
    public delegate void Write<in T>(ref MessagePackWriter writer, T body);

    public static byte[] Encode<T>(T body, Write<T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        write(ref writer, body);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A boot's or a record's id: 16 bytes in the order in which it is written as text.</summary>
    public static void Id(ref MessagePackWriter writer, Guid id)
    {
        writer.WriteBinHeader(CheckedReader.IdBytes);
        id.TryWriteBytes(writer.GetSpan(CheckedReader.IdBytes), bigEndian: true, out _);
        writer.Advance(CheckedReader.IdBytes);
    }
}
