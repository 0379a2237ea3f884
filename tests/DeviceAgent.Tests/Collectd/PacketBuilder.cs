using System.Buffers.Binary;
using System.Text;

namespace Fleet.DeviceAgent.Tests.Collectd;

/// <summary>Writes packets of the network protocol part by part.</summary>
internal sealed class PacketBuilder
{
    private readonly List<byte> _packet = [];

    public byte[] Bytes => [.. _packet];

    public PacketBuilder Part(ushort type, params ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(header, type);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(content.Length + header.Length));
        _packet.AddRange(header);
        _packet.AddRange(content);
        return this;
    }

    public PacketBuilder Name(ushort type, string name) => Part(type, Encoding.UTF8.GetBytes(name + "\0"));

    public PacketBuilder Time(long unixSeconds) => Part(0x0008, Number((ulong)unixSeconds << 30));

    /// <summary>Host, plugin and type, as every list of values has them.</summary>
    public PacketBuilder Named(string plugin, string type) => Name(0x0000, "device").Name(0x0002, plugin).Name(0x0004, type);

    /// <summary>Values of one kind, each as its eight bytes in the order of the wire.</summary>
    public PacketBuilder Values(byte kind, params ulong[] values)
    {
        byte[] content = [(byte)(values.Length >> 8), (byte)values.Length, .. values.Select(_ => kind), .. values.SelectMany(Number)];
        return Part(0x0006, content);
    }

    public PacketBuilder Gauge(double value) => Values(1, BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToUInt64Bits(value)));

    private static byte[] Number(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
