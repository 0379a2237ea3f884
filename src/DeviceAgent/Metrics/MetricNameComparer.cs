using System.Buffers.Binary;
using System.Numerics;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>Looks names up by the bytes of a packet.</summary>
internal sealed class MetricNameComparer : IEqualityComparer<MetricName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, MetricName>
{
    public static readonly MetricNameComparer Instance = new();

    public bool Equals(MetricName x, MetricName y) => x.Equals(y);

    public bool Equals(ReadOnlySpan<byte> alternate, MetricName other) => alternate.SequenceEqual(other.Bytes);

    public int GetHashCode(MetricName obj) => HashOf(obj.Bytes);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => HashOf(alternate);

    public MetricName Create(ReadOnlySpan<byte> alternate) => new(alternate);

    /// <summary>CRC-32C: one instruction per eight bytes. The number of keys is bounded, so that chosen collisions gain nothing.</summary>
    public static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = (uint)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            hash = BitOperations.Crc32C(hash, b);
        }

        return (int)hash;
    }
}
